/** Colours as #rrggbb. A shop chooses one; what is put on it or drawn in it is computed here, so that it can be read. */

type Channels = readonly [red: number, green: number, blue: number];

export const channelsOf = (color: string): Channels => {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
};

const toText = (channels: Channels): string =>
  `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;

/** So much of the second colour in the first. @param share 0 to 1 */
export const mixed = (color: string, other: string, share: number): string => {
  const [from, to] = [channelsOf(color), channelsOf(other)];
  const at = (channel: 0 | 1 | 2): number => from[channel] * (1 - share) + to[channel] * share;
  return toText([at(0), at(1), at(2)]);
};

/** Relative luminance, WCAG 2.2. */
const luminance = (color: string): number => {
  const [red, green, blue] = channelsOf(color).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** Contrast of two colours, 1 to 21, WCAG 2.2. */
export const contrast = (one: string, other: string): number => {
  const [dark, light] = [luminance(one), luminance(other)].sort((left, right) => left - right) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
};

/** What text on a background must have at least. */
export const readable = 4.5;

/** White where it can be read on the colour, else black: one of both always can. */
export const inkOn = (color: string): string =>
  contrast("#ffffff", color) >= readable ? "#ffffff" : "#000000";

/** The colour, moved towards black or white as little as it takes to be told apart on the background. */
export const visibleOn = (color: string, background: string, least = readable): string => {
  const pole = contrast("#ffffff", background) > contrast("#000000", background) ? "#ffffff" : "#000000";
  const steps = Array.from({ length: 41 }, (_, step) => mixed(color, pole, step / 40));
  return steps.find((candidate) => contrast(candidate, background) >= least) ?? pole;
};
