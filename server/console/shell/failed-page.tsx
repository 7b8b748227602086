import { Component, type ReactNode } from "react";
import { useText } from "../i18n/index.tsx";
import { Button } from "../parts/button.tsx";
import { Notice } from "../parts/notice.tsx";

const FailedPage = (): ReactNode => {
  const t = useText();
  return (
    <Notice
      kind="bad"
      title={t("problem.page")}
      action={<Button onPress={() => window.location.reload()}>{t("reload")}</Button>}
    >
      <p>{t("problem.page_lead")}</p>
    </Notice>
  );
};

/** A page that cannot be shown (a part of a new version is missing, a fault) leaves the rest of the console standing. */
export class PageBoundary extends Component<
  { readonly children: ReactNode; readonly place: string },
  { readonly failedAt: string | null }
> {
  override state: { readonly failedAt: string | null } = { failedAt: null };

  static getDerivedStateFromError(): { failedAt: string } {
    return { failedAt: "here" };
  }

  override componentDidUpdate(before: { readonly place: string }): void {
    if (before.place !== this.props.place && this.state.failedAt !== null) this.setState({ failedAt: null });
  }

  override render(): ReactNode {
    return this.state.failedAt === null ? this.props.children : <FailedPage />;
  }
}
