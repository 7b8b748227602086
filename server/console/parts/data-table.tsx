import type { ReactNode } from "react";
import type { Pages } from "../api/queries.ts";
import { useText } from "../i18n/index.tsx";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./notice.tsx";
import { Skeleton } from "./page.tsx";

export interface Column<T> {
  readonly id: string;
  readonly label: string;
  /** The first column names the row: give it a link where there is a page of the row. */
  readonly cell: (item: T) => ReactNode;
  readonly isNumber?: boolean;
  /** Heard, not seen: for a column of buttons. */
  readonly isLabelHidden?: boolean;
}

interface TableParts<T> {
  /** What is listed, for readers. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rowKey: (item: T) => string;
}

const classOf = <T,>({ isNumber, isLabelHidden }: Column<T>): string | undefined => {
  if (isLabelHidden) return "cell-actions";
  return isNumber ? "cell-number" : undefined;
};

// The roles are written out because the phone's layout (display: block) takes them from the elements.
const Row = <T,>({ columns, item }: { columns: readonly Column<T>[]; item: T }): ReactNode => (
  <tr role="row">
    {columns.map((column, index) => {
      const content = (
        <>
          <span className="cell-label" aria-hidden="true">
            {column.isLabelHidden ? "" : column.label}
          </span>
          <span className="cell-value">{column.cell(item)}</span>
        </>
      );
      const className = classOf(column);
      return index === 0 ? (
        <th key={column.id} scope="row" role="rowheader" className={className}>
          {content}
        </th>
      ) : (
        <td key={column.id} role="cell" className={className}>
          {content}
        </td>
      );
    })}
  </tr>
);

/** A table on a wide screen, a list of cards on a phone. */
export const DataTable = <T,>(parts: TableParts<T> & { readonly items: readonly T[] }): ReactNode => (
  <div className="table-frame">
    <table className="table" role="table" aria-label={parts.label}>
      <thead role="rowgroup">
        <tr role="row">
          {parts.columns.map((column) => (
            <th key={column.id} scope="col" role="columnheader" className={classOf(column)}>
              <span className={column.isLabelHidden ? "only-heard" : undefined}>{column.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {parts.items.map((item) => (
          <Row key={parts.rowKey(item)} columns={parts.columns} item={item} />
        ))}
      </tbody>
    </table>
  </div>
);

/** A list of the server as a table: waiting, failed, empty, and more below. */
export const PagedTable = <T,>(
  parts: TableParts<T> & {
    readonly pages: Pages<T>;
    /** What stands there when nothing is listed. */
    readonly empty: ReactNode;
  },
): ReactNode => {
  const t = useText();
  const { pages } = parts;
  if (pages.problem !== null && pages.items.length === 0) {
    return <ProblemNotice problem={pages.problem} onRetry={pages.readAgain} />;
  }
  if (pages.isPending) return <Skeleton lines={6} isTable />;
  if (pages.items.length === 0) return parts.empty;
  return (
    <div className={pages.isFetching && !pages.isReadingMore ? "is-stale" : undefined}>
      <DataTable label={parts.label} columns={parts.columns} rowKey={parts.rowKey} items={pages.items} />
      <ProblemNotice problem={pages.problem} onRetry={pages.readAgain} />
      {pages.hasMore && (
        <p className="more">
          <Button onPress={pages.readMore} isBusy={pages.isReadingMore}>
            {t("show_more")}
          </Button>
        </p>
      )}
    </div>
  );
};
