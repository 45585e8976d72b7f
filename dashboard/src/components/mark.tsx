interface MarkProps {
  size?: number;
}

const LEAF = "M16 14.2C12.2 11.6 11.6 6.4 16 2.4c4.4 4 3.8 9.2 0 11.8Z";

/** The sign of Fivefold: five leaves around one middle. */
export function Mark({ size = 26 }: MarkProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      {[0, 72, 144, 216, 288].map((angle) => (
        <path
          key={angle}
          d={LEAF}
          transform={`rotate(${angle} 16 16)`}
          fill={angle === 72 ? "var(--accent)" : "light-dark(var(--mantine-color-tide-7), var(--mantine-color-tide-4))"}
        />
      ))}
    </svg>
  );
}
