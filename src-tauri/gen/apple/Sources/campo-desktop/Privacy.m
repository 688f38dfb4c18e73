// What must not leave the app by the way: its picture among the recent apps, and its files in a backup.

#import <UIKit/UIKit.h>

@interface CampoPrivacy : NSObject
@end

@implementation CampoPrivacy

static UIView *cover;

+ (void)load {
    NSNotificationCenter *center = NSNotificationCenter.defaultCenter;
    [center addObserver:self selector:@selector(started) name:UIApplicationDidFinishLaunchingNotification object:nil];
    [center addObserver:self selector:@selector(cover) name:UIApplicationWillResignActiveNotification object:nil];
    [center addObserver:self selector:@selector(uncover) name:UIApplicationDidBecomeActiveNotification object:nil];
}

// The system takes its picture after the app has resigned.
+ (void)cover {
    UIWindow *window = [self window];
    if (cover != nil || window == nil) return;
    cover = [[UIVisualEffectView alloc] initWithEffect:[UIBlurEffect effectWithStyle:UIBlurEffectStyleSystemThickMaterial]];
    cover.frame = window.bounds;
    cover.autoresizingMask = UIViewAutoresizingFlexibleWidth | UIViewAutoresizingFlexibleHeight;
    [window addSubview:cover];
}

+ (void)uncover {
    [cover removeFromSuperview];
    cover = nil;
}

+ (UIWindow *)window {
    for (UIScene *scene in UIApplication.sharedApplication.connectedScenes) {
        if (![scene isKindOfClass:UIWindowScene.class]) continue;
        for (UIWindow *window in ((UIWindowScene *)scene).windows) {
            if (window.isKeyWindow) return window;
        }
    }
    return UIApplication.sharedApplication.windows.firstObject;
}

// The key of the database never leaves the device: a copy of the files is of no use elsewhere.
+ (void)started {
    NSFileManager *files = NSFileManager.defaultManager;
    NSURL *folder = [files URLForDirectory:NSApplicationSupportDirectory inDomain:NSUserDomainMask appropriateForURL:nil create:YES error:nil];
    [folder setResourceValue:@YES forKey:NSURLIsExcludedFromBackupKey error:nil];
}

@end
