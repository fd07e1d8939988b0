/** @returns {{width: number, height: number}} sides that keep their ratio and are no longer than `width` and `side` */
export function fitted({ width, height }, most) {
  const scale = Math.min(1, most.width / width, (most.height ?? Infinity) / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
