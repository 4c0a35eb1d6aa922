// What is at an address that names nothing?
import { MapPinOff } from "lucide";
import { t } from "../core/i18n";
import { Empty } from "../ui/states";
import "./admin.css";

export default function Missing() {
  return (
    <main class="centre">
      <Empty icon={MapPinOff} title={t("missing.title")}>
        {t("missing.advice")}
      </Empty>
      <a class="button" href="/">
        {t("entry.home")}
      </a>
    </main>
  );
}
