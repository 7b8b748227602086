import { useLanguage } from "../../../i18n/index.tsx";

interface Described {
  readonly name: string;
  readonly description: string;
}

/** When an event happens, in the reader's language; the catalogue's own sentence for one that is new. */
export const useMeaning = (): ((event: Described) => string) => {
  const { intl } = useLanguage();
  return ({ name, description }) => {
    const id = `meaning.${name}`;
    return id in intl.messages ? intl.formatMessage({ id }) : description;
  };
};
