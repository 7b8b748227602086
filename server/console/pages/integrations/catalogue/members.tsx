import type { ReactNode } from "react";
import type { Answer } from "../../../api/call.ts";
import { useText } from "../../../i18n/index.tsx";
import { DataTable, type Column } from "../../../parts/data-table.tsx";
import { CodeText } from "../../../parts/small.tsx";
import { useMemberWords } from "./meaning.ts";
import type en from "../en.json";

type Member = Answer<"listEventTypes">["data"][number]["members"][number];

/** What stands in an event: each member with its type, the values it may have, and whether it may be empty. */
export const Members = ({ members }: { readonly members: readonly Member[] }): ReactNode => {
  const t = useText<keyof typeof en>();
  const wordsOf = useMemberWords();
  const columns: readonly Column<Member>[] = [
    {
      id: "name",
      label: t("catalogue.member"),
      cell: ({ name }) => (
        <span className="member-name">
          <CodeText>{name}</CodeText>
        </span>
      ),
    },
    {
      id: "label",
      label: t("catalogue.meaning"),
      cell: (member) => {
        const { label, description } = wordsOf(member);
        return (
          <span className="member-meaning">
            <span>{label}</span>
            {description !== null && <span className="faint">{description}</span>}
          </span>
        );
      },
    },
    {
      id: "type",
      label: t("catalogue.type"),
      cell: ({ type, values }) => (
        <span className="member-meaning">
          <span>{t(`catalogue.type.${type}`)}</span>
          {values !== null && (
            <span>
              <CodeText>{values.join(" · ")}</CodeText>
            </span>
          )}
        </span>
      ),
    },
    {
      id: "nullable",
      label: t("catalogue.may_be_empty"),
      cell: ({ nullable }) => t(nullable ? "yes" : "no"),
    },
  ];
  return (
    <DataTable label={t("catalogue.members")} columns={columns} rowKey={({ name }) => name} items={members} />
  );
};
