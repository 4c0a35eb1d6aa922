// How are Vietnamese names searched? Without accents and case: "bao yen" finds "Bảo Yên".

/** Letters only: đ has no decomposition in Unicode, so it is folded by hand. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .trim();
}

/** Whether every word of `query` begins somewhere in `text`. */
export function matches(text: string, query: string): boolean {
  const haystack = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
