/** The host of what stands for a server on the internet: it leads to this machine, and nobody takes it for that. */
export const distantHost = '0.0.0.0';
