// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { OfferView } from "../protocol";
import { BAO_HA } from "../testing/scene";
import { beginDraft, dropDraft, keepDraft } from "./draft";

beforeEach(() => localStorage.clear());

const last = { speaker: "Trần Thị Hoa", post: "Phó Chủ tịch" };
const offer: OfferView = { request: "r", site: BAO_HA, item: "item-2", speaker: "Hoàng Văn Nam", post: "Chủ tịch" };

test("an offer says who would have spoken on what", () => {
  expect(beginDraft("b", offer, last, "item-3")).toEqual({ author: "Hoàng Văn Nam", post: "Chủ tịch", item: "item-2", text: "" });
  expect(beginDraft("b", { ...offer, item: null, speaker: "", post: "" }, last, "item-3")).toEqual({
    author: "Trần Thị Hoa",
    post: "Phó Chủ tịch",
    item: "",
    text: "",
  });
  expect(beginDraft("b", undefined, last, "item-3").item).toBe("item-3");
});

test("what was being written outlives a reload, until it is sent", () => {
  keepDraft("b", { author: "A", post: "", item: "", text: "Đề nghị bổ sung kinh phí" });
  expect(beginDraft("b", offer, last, "item-3")).toEqual({ author: "A", post: "", item: "", text: "Đề nghị bổ sung kinh phí" });
  expect(beginDraft("other", undefined, last, "").text).toBe("");
  dropDraft("b");
  expect(beginDraft("b", offer, last, "").text).toBe("");
});

test("a sheet that holds no words is begun anew for the offer that came since", () => {
  keepDraft("b", { author: "A", post: "", item: "item-1", text: "" });
  expect(beginDraft("b", offer, last, "").item).toBe("item-2");
});
