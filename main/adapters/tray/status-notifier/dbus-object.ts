import type { z } from 'zod';
import type { IncomingCall, MethodHandler, MethodReply } from '../../../app/ports/session-bus';
import { type Variant, variant } from '../../../core/dbus';

/** One interface of an object that we offer on the bus. */
export interface DBusInterface {
  readonly name: string;
  /** Its `<interface>` element, for hosts that introspect. */
  readonly xml: string;
  /** Their values now. All are read-only. */
  readonly properties: () => Readonly<Record<string, Variant>>;
  readonly methods: Readonly<Record<string, (call: IncomingCall) => MethodReply>>;
}

export const DONE: MethodReply = { signature: '', body: [] };

const PROPERTIES = 'org.freedesktop.DBus.Properties';
const INTROSPECTABLE = 'org.freedesktop.DBus.Introspectable';
const PROPERTIES_XML = `<interface name="${PROPERTIES}">
    <method name="Get"><arg name="interface" type="s" direction="in"/><arg name="property" type="s" direction="in"/><arg name="value" type="v" direction="out"/></method>
    <method name="GetAll"><arg name="interface" type="s" direction="in"/><arg name="values" type="a{sv}" direction="out"/></method>
    <method name="Set"><arg name="interface" type="s" direction="in"/><arg name="property" type="s" direction="in"/><arg name="value" type="v" direction="in"/></method>
  </interface>`;
const INTROSPECTABLE_XML = `<interface name="${INTROSPECTABLE}">
    <method name="Introspect"><arg name="xml" type="s" direction="out"/></method>
  </interface>`;
const DOCTYPE = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">`;

/** Answers an object's calls: its own interface, and the Properties and Introspectable that every object has. */
export function dbusObject(own: DBusInterface): MethodHandler {
  return (call) => {
    // A call may come without an interface: then the method's name decides.
    switch (call.interface || interfaceOf(own, call.member)) {
      case own.name:
        return ownValue(own.methods, call.member)?.(call) ?? null;
      case PROPERTIES:
        return answerProperties(own, call);
      case INTROSPECTABLE:
        return call.member === 'Introspect' ? { signature: 's', body: [introspection(own)] } : null;
      default:
        return null;
    }
  };
}

/** A method with parsed arguments; a call with others is answered with InvalidArgs. */
export function method<Args>(
  schema: z.ZodType<Args>,
  run: (args: Args, call: IncomingCall) => MethodReply,
): (call: IncomingCall) => MethodReply {
  return (call) => {
    const args = schema.safeParse(call.body);
    if (!args.success)
      return invalidArgs(`${call.interface}.${call.member} was called with arguments it does not take`);
    return run(args.data, call);
  };
}

export function invalidArgs(message: string): MethodReply {
  return { error: 'org.freedesktop.DBus.Error.InvalidArgs', message };
}

function answerProperties(own: DBusInterface, { member, body }: IncomingCall): MethodReply | null {
  const [interfaceName, name] = body;
  if (member !== 'Get' && member !== 'GetAll' && member !== 'Set') return null;
  // GDBus asks this of every interface that it makes a proxy for.
  if (member === 'GetAll' && interfaceName === PROPERTIES) return { signature: 'a{sv}', body: [{}] };
  if (interfaceName !== own.name && interfaceName !== '') {
    return {
      error: 'org.freedesktop.DBus.Error.UnknownInterface',
      message: `no interface ${String(interfaceName)} here`,
    };
  }
  if (member === 'GetAll') return { signature: 'a{sv}', body: [own.properties()] };
  const value = typeof name === 'string' ? ownValue(own.properties(), name) : undefined;
  if (value === undefined) {
    return { error: 'org.freedesktop.DBus.Error.UnknownProperty', message: `no property ${own.name}.${String(name)}` };
  }
  return member === 'Get'
    ? { signature: 'v', body: [value] }
    : { error: 'org.freedesktop.DBus.Error.PropertyReadOnly', message: `${own.name}.${name} cannot be set` };
}

function interfaceOf(own: DBusInterface, member: string): string {
  if (ownValue(own.methods, member) !== undefined) return own.name;
  return member === 'Introspect' ? INTROSPECTABLE : PROPERTIES;
}

function introspection(own: DBusInterface): string {
  return `${DOCTYPE}\n<node>\n  ${own.xml}\n  ${PROPERTIES_XML}\n  ${INTROSPECTABLE_XML}\n</node>\n`;
}

/** The names come from the bus: `constructor` must not find what every JavaScript object has. */
function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

export const string = (value: string): Variant => variant('s', value);
export const boolean = (value: boolean): Variant => variant('b', value);
