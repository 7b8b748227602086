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

interface Labelled {
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
}

/** What a member of an event is, in the reader's language; the catalogue's own words for one that is new. */
export const useMemberWords = (): ((member: Labelled) => Pick<Labelled, "label" | "description">) => {
  const { intl } = useLanguage();
  const told = (id: string): string | null => (id in intl.messages ? intl.formatMessage({ id }) : null);
  return ({ name, label, description }) => ({
    label: told(`member.${name}`) ?? label,
    description: told(`member_help.${name}`) ?? description,
  });
};
