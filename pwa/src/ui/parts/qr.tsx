/** A QR code as the server describes it. */
export interface Qr {
  size: number;
  path: string;
}

const EDGE = 4;

/** The code, drawn here; around it the white edge a camera needs. */
export function QrPicture({ picture, label, test }: { picture: Qr; label: string; test: string }) {
  const side = picture.size + 2 * EDGE;
  return (
    <svg
      class="code-picture"
      viewBox={`${-EDGE} ${-EDGE} ${side} ${side}`}
      role="img"
      aria-label={label}
      data-test={test}
    >
      <rect x={-EDGE} y={-EDGE} width={side} height={side} fill="#fff" />
      <path d={picture.path} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}
