import { Notification } from 'electron';

/** Shows a notification of the operating system; does nothing where it has none. `onPress`: the user pressed it. */
export function notify(title: string, body: string, urgent: boolean, onPress: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({
    title,
    body,
    silent: true,
    urgency: urgent ? 'critical' : 'normal',
  });
  notification.on('click', onPress);
  notification.show();
}
