/** Beside the page: makes a picture small, and a JPEG file of it. Keeps nothing. */
onmessage = async ({ data: { id, bitmap, width, height, quality } }) => {
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, width, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
    const file = await blob.arrayBuffer();
    postMessage({ id, file }, [file]);
  } catch (error) {
    postMessage({ id, error: String(error) });
  } finally {
    bitmap.close();
  }
};
