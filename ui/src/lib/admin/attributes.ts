/** An attribute of a person while it is edited. */
export interface AttributeRow {
  key: string;
  value: string;
}

/** The attributes as rows of texts; what is no text is shown as JSON. */
export function attributeRows(attributes: Record<string, unknown>): AttributeRow[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

/** What to set so that the attributes are those of the rows; null takes one away. Values that were no texts and did not change stay as they are. */
export function changedAttributes(
  before: Record<string, unknown>,
  rows: readonly AttributeRow[],
): Record<string, unknown> {
  const shown = new Map(attributeRows(before).map(({ key, value }) => [key, value]));
  const wanted = new Map(
    rows.map(({ key, value }) => [key.trim(), value.trim()]).filter(([key, value]) => key && value) as [
      string,
      string,
    ][],
  );
  const set = [...wanted].filter(([key, value]) => shown.get(key) !== value);
  const gone = [...shown.keys()].filter((key) => !wanted.has(key)).map((key) => [key, null] as const);
  return Object.fromEntries([...set, ...gone]);
}
