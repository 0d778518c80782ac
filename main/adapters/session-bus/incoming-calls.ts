import type { Logger } from '../../app/ports/logger';
import type { MethodHandler, MethodReply } from '../../app/ports/session-bus';
import { ERROR, METHOD_RETURN, type Message } from './codec';

export type Reply = Pick<Message, 'type' | 'destination' | 'replySerial' | 'errorName' | 'signature' | 'body'>;

const DBUS_ERROR = 'org.freedesktop.DBus.Error';

/** What to answer to a call from another program. Nothing that goes wrong in a handler leaves this process. */
export function answer(call: Message, handlers: ReadonlyMap<string, MethodHandler>, logger: Logger): Reply {
  const { sender = '', path = '', interface: iface = '', member = '' } = call;
  if (iface === 'org.freedesktop.DBus.Peer' && member === 'Ping') return toReply(call, { signature: '', body: [] });
  const handler = handlers.get(path);
  if (handler === undefined) {
    return toReply(call, { error: `${DBUS_ERROR}.UnknownObject`, message: `There is no object at ${path}` });
  }
  try {
    const reply = handler({ sender, path, interface: iface, member, body: call.body });
    return toReply(
      call,
      reply ?? { error: `${DBUS_ERROR}.UnknownMethod`, message: `${path} has no ${iface}.${member}` },
    );
  } catch (error) {
    logger.error(`the handler of ${path} failed at ${iface}.${member}`, error);
    return failed(call);
  }
}

/** Says that something went wrong here, and nothing of what. */
export function failed(call: Message): Reply {
  return toReply(call, { error: `${DBUS_ERROR}.Failed`, message: 'hermes-tray could not answer this call' });
}

function toReply(call: Message, reply: MethodReply): Reply {
  const to = { replySerial: call.serial, ...(call.sender === undefined ? {} : { destination: call.sender }) };
  return 'error' in reply
    ? { ...to, type: ERROR, errorName: reply.error, signature: 's', body: [reply.message] }
    : { ...to, type: METHOD_RETURN, signature: reply.signature, body: reply.body };
}
