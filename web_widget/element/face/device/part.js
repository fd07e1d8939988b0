export function readerOf() {
  return null;
}
