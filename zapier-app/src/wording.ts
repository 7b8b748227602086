/** One refused value, as the API names it: a pointer into the body or `?name` of the query. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Labels of the fields a request was made from, by pointer. */
export type FieldLabels = Readonly<Record<string, string>>;

/** The label of the field a pointer stands for; an item of a list has the label of its list. */
const labelOf = (pointer: string, labels: FieldLabels): string | undefined => {
  if (pointer === "") return undefined;
  return labels[pointer] ?? labelOf(pointer.slice(0, Math.max(0, pointer.lastIndexOf("/"))), labels);
};

/** A detail that speaks of fields by their names in the API, with what the form calls them. */
export const inWords = (detail: string, labels: FieldLabels): string =>
  detail.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => {
    const label = labels[`/${name}`] ?? labels[`?${name}`];
    return label === undefined ? name.replaceAll("_", " ") : `“${label}”`;
  });

/** What a field without a label is called: the last member of its place that is no number. */
const plainName = (pointer: string): string =>
  pointer
    .split(/[/?.]/)
    .filter((part) => part !== "" && !/^\d+$/.test(part))
    .at(-1)
    ?.replaceAll("_", " ") ?? "";

export const fullStop = (sentence: string): string => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);

/** A text of at most so many characters, cut between words. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\s,;:.]*\s\S*$/, "")}…`;

const sentence = (error: FieldError, labels: FieldLabels): string => {
  const label = labelOf(error.pointer, labels) ?? plainName(error.pointer);
  const field = label === "" ? "The step" : `“${label}”`;
  if (error.code === "required") return `${field} is required.`;
  if (error.code === "unknown_id")
    return `${field} names something that does not exist or was deleted. Choose another one in this step.`;
  const detail = inWords(error.detail, labels).replace(/\.$/, "").replace("true or false", "yes or no");
  // Some details are an instruction of their own ("give either …"), others go on from the field's name.
  return /^(is|are|may|must|names|cannot|needs|has|have|holds|belongs|does|leaves|was)\b/.test(detail)
    ? `${field} ${detail}.`
    : `${field}: ${detail}.`;
};

/**
 * The refused values in sentences that name the fields as the form does.
 * @param most how many characters at most; what has no room is counted
 */
export const fieldSentences = (
  errors: readonly FieldError[],
  labels: FieldLabels,
  most = Number.POSITIVE_INFINITY,
): string => {
  const sentences = errors.map((error) => sentence(error, labels));
  for (let count = sentences.length; count > 1; count -= 1) {
    const left = sentences.length - count;
    const said = [...sentences.slice(0, count), ...(left > 0 ? [`And ${left} more.`] : [])].join(" ");
    if (said.length <= most) return said;
  }
  return shortened(sentences[0] ?? "", most);
};
