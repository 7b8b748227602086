/*
 * The words that the component library itself says, in Hindi, by its areas and names. What is not here it says in
 * English; the areas are those of the parts that the console uses.
 */

type Arguments = Readonly<Record<string, unknown>>;

interface Formatter {
  plural(count: unknown, forms: Readonly<Record<string, string | (() => string)>>): string;
  number(value: unknown): string;
  select(forms: Readonly<Record<string, string | (() => string)>>, value: unknown): string;
}

type Phrase = string | ((values: Arguments, formatter: Formatter) => string);

const options = (count: unknown, formatter: Formatter): string => `${formatter.number(count)} विकल्प`;

export const hindi: Readonly<Record<string, Readonly<Record<string, Phrase>>>> = {
  intl: { selectPlaceholder: "चुनें" },
  overlays: { dismiss: "बंद करें" },
  searchfield: { "Clear search": "खोज मिटाएँ" },
  menu: { longPressMessage: "मेन्यू खोलने के लिए देर तक दबाएँ या Alt + नीचे का तीर दबाएँ" },
  numberfield: {
    decrease: (values) => `${String(values["fieldLabel"])} घटाएँ`,
    increase: (values) => `${String(values["fieldLabel"])} बढ़ाएँ`,
    numberField: "संख्या",
  },
  spinbutton: { Empty: "खाली" },
  toast: {
    close: "बंद करें",
    notifications: (values, formatter) => `${formatter.number(values["count"])} संदेश।`,
  },
  combobox: {
    focusAnnouncement: (values, formatter) =>
      `${formatter.select(
        {
          true: () => `समूह ${String(values["groupTitle"])}, ${options(values["groupCount"], formatter)}। `,
          other: "",
        },
        values["isGroupChange"],
      )}${String(values["optionText"])}${formatter.select({ true: ", चुना हुआ", other: "" }, values["isSelected"])}`,
    countAnnouncement: (values, formatter) => `${options(values["optionCount"], formatter)} उपलब्ध।`,
    selectedAnnouncement: (values) => `${String(values["optionText"])}, चुना हुआ`,
    buttonLabel: "सुझाव दिखाएँ",
    listboxLabel: "सुझाव",
  },
};
