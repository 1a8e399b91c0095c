/** Below it is what only the development server has. */
export const DEV = "/dev";

export const devPaths = {
  news: () => `${DEV}/novedades`,
  file: (name: string) => `${DEV}/archivos/${name}`,
  requests: () => `${DEV}/peticiones`,
  request: (id: string) => `${DEV}/peticiones/${id}`,
  components: (locale: string, theme: string) => `${DEV}/componentes?idioma=${locale}&tema=${theme}`,
  mails: () => `${DEV}/correos`,
  mail: (id: string) => `${DEV}/correos/${id}`,
  mailHtml: (id: string) => `${DEV}/correos/${id}/html`,
  template: (kind: string, locale: string) => `${DEV}/correos/plantillas/${kind}/${locale}`,
};
