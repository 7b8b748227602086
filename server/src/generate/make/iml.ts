/** Pieces of IML, Make's expression language. Only what its documentation names is used. */

/** A text in an expression. */
export const text = (value: string): string => `'${value}'`;

/** A whole value that is one expression: it keeps the expression's type. */
export const whole = (expression: string): string => `{{${expression}}}`;

export const parameter = (key: string): string => `parameters.${key}`;

export const choose = (condition: string, yes: string, no: string): string =>
  `if(${condition}, ${yes}, ${no})`;

/** The first of the values that is neither missing nor empty. */
export const firstFilled = ([first = "", ...others]: readonly string[]): string =>
  others.length === 0 ? first : `ifempty(${first}, ${firstFilled(others)})`;

/** Whether any of the values is there; unlike a bare condition it counts 0 and false as values. */
export const anyFilled = (values: readonly string[]): string =>
  `${firstFilled([...values, text("none")])} != ${text("none")}`;

/** Make's spread: the members of the object that the expression gives. */
export const spread = (expression: string): Record<string, string> => ({ "{{...}}": whole(expression) });

/** A time as the API takes it, whatever the zone it is shown in. */
export const asInstant = (value: string): string => `formatDate(${value}, ${text("YYYY-MM-DDTHH:mm:ssZ")})`;

/** The business' time zone, which the connection keeps. */
export const shopZone = "connection.timeZone";

/** A time as Make writes it into a text. */
const isWritten = (value: string): string =>
  `length(${value}) == 24 && substring(${value}, 10, 11) == ${text("T")} && substring(${value}, 23, 24) == ${text("Z")}`;

/**
 * A day as it was meant. Make knows no days: one that comes from a sheet or another app is the midnight of some zone,
 * written in UTC, where it may be the day before. Midnight in UTC is left to the API, which reads its date.
 */
export const asDay = (value: string): string => {
  const isShifted = `${isWritten(value)} && substring(${value}, 11, 19) != ${text("00:00:00")} && ${shopZone}`;
  return choose(isShifted, `formatDate(${value}, ${text("YYYY-MM-DD")}, ${shopZone})`, value);
};
