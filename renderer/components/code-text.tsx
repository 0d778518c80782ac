/** A sentence of core's, in which backticks stand round what is to be typed. */
export function CodeText({ text }: { readonly text: string }) {
  return text.split('`').map((part, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
    at % 2 === 0 ? part : <code key={at}>{part}</code>,
  );
}
