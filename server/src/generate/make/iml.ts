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
