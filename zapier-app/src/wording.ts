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
const inWords = (detail: string, labels: FieldLabels): string =>
  detail.replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => {
    const label = labels[`/${name}`] ?? labels[`?${name}`];
    return label === undefined ? name.replaceAll("_", " ") : `“${label}”`;
  });

const sentence = (error: FieldError, labels: FieldLabels): string => {
  const label = labelOf(error.pointer, labels) ?? inWords(error.pointer.replace(/^[/?]/, ""), labels);
  const field = label === "" ? "The request" : `“${label}”`;
  if (error.code === "required") return `${field} is required.`;
  if (error.code === "unknown_id")
    return `${field} names something that does not exist or was deleted. Choose another one in this step.`;
  const detail = inWords(error.detail, labels).replace(/\.$/, "");
  // Some details are an instruction of their own ("give either …"), others go on from the field's name.
  return /^(is|are|must|names|cannot|needs|has|was)\b/.test(detail)
    ? `${field} ${detail}.`
    : `${field}: ${detail}.`;
};

/** The refused values in sentences that name the fields as the form does. */
export const fieldSentences = (errors: readonly FieldError[], labels: FieldLabels): string =>
  errors.map((error) => sentence(error, labels)).join(" ");
