/** A device as people call it: a tag in its first digits, a name as it is. */
export const deviceName = (device: string): string => (/^[0-9a-f]{16}$/.test(device) ? device.slice(0, 4) : device);
