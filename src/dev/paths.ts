/** Below it is what only the development server has. */
export const DEV = "/dev";

export const devPaths = {
  news: () => `${DEV}/novedades`,
  file: (name: string) => `${DEV}/archivos/${name}`,
  requests: () => `${DEV}/peticiones`,
  request: (id: string) => `${DEV}/peticiones/${id}`,
};
