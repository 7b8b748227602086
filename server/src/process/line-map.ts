/** A source map, version 3, as far as it is read here. */
export interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const more = 32;

/** The numbers of one segment, each of five bits a digit, the lowest first; the first bit is the sign. */
const decode = (segment: string): number[] => {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = digits.indexOf(digit);
    value += (bits & (more - 1)) << shift;
    shift += 5;
    if (bits >= more) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
};

const encode = (number: number): string => {
  let rest = number < 0 ? (-number << 1) + 1 : number << 1;
  let text = "";
  do {
    const bits = rest & (more - 1);
    rest >>= 5;
    text += digits[rest > 0 ? bits + more : bits];
  } while (rest > 0);
  return text;
};

/**
 * The map with the line of each line alone, and of own sources only. With all columns of all libraries a map takes a
 * hundred megabytes in the process that reads it; a stack needs the line.
 * @param isOwn whether a source of the map is kept; lines of others are said to come from nowhere
 */
export const linesOnly = (map: SourceMap, isOwn: (source: string) => boolean): SourceMap => {
  const own = map.sources.map(isOwn);
  let [source, line] = [0, 0];
  let [toldSource, toldLine] = [0, 0];
  let isNowhere = false;
  const mapped = map.mappings.split(";").map((text) => {
    let first: readonly [number, number] | null = null;
    for (const segment of text === "" ? [] : text.split(",")) {
      const [, sourceStep = 0, lineStep = 0] = decode(segment);
      [source, line] = [source + sourceStep, line + lineStep];
      first ??= [source, line];
    }
    if (first === null || own[first[0]] !== true) {
      // What is said of a line holds until something else is said.
      const said = isNowhere ? "" : "A";
      isNowhere = true;
      return said;
    }
    isNowhere = false;
    const steps = [0, first[0] - toldSource, first[1] - toldLine, 0];
    [toldSource, toldLine] = first;
    return steps.map(encode).join("");
  });
  const sources = map.sources.map((name, at) => (own[at] === true ? name : ""));
  return { version: 3, sources, names: [], mappings: mapped.join(";") };
};
