/** What `coincide export` wrote. */
export interface Exported {
  /** Another one for other files. */
  readonly version: string;
  readonly files: Readonly<Record<string, { readonly sha256: string }>>;
}

/** Says whether bytes have this SHA-256, in hexadecimal. */
export async function isIntact(bytes: ArrayBuffer, sha256: string): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}
