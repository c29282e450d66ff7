export function compileKernel(folder: string, outFile: string): Promise<void>;
