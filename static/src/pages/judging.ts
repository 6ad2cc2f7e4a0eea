/* Looks again at the ledger while it is being judged. */
const PATIENCE = 4_000; // ms

async function look(): Promise<void> {
  const response = await fetch('/api/v1/claims', {method: 'HEAD'}).catch(() => null);
  if (response?.ok) location.reload();
  else setTimeout(() => void look(), PATIENCE);
}

setTimeout(() => void look(), PATIENCE);
