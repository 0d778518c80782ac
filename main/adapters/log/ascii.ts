// The bytes that log lines and their heads are told by.

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const TWO = 0x32;
export const NINE = 0x39;
export const COLON = 0x3a;
export const CAPITAL_A = 0x41;
export const CAPITAL_D = 0x44;
export const CAPITAL_I = 0x49;
export const CAPITAL_T = 0x54;
export const CAPITAL_Z = 0x5a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
