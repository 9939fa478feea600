// Every kind of page of the demo site: which addresses are of it, one of them to look at, and what its head says.

/**
 * Kinds by name: `at` an address to look at, `all` the addresses of the kind, `says` how far its meta tags go
 * (《政府网站发展指引》): of the site, of a column, of an article; nothing on a page that only leads elsewhere.
 */
export const KINDS = {
  home: { at: "", all: /^$/, says: "site" },
  document: { at: "documents/2024/43/", all: /^documents\/\d{4}\/(?!minzheng-beian)[^/]+\/$/, says: "article" },
  scheme: { at: "documents/2017/56/" },
  repealed: { at: "documents/2012/zhengban-8/" },
  withdrawn: { at: "documents/2024/minzheng-beian/", all: /^documents\/2024\/minzheng-beian\/$/, says: "site" },
  plan: { at: "plans/dajiankang-2022-2024/", all: /^plans\/(?!year)[^/]+\/$/, says: "article" },
  matrix: { at: "plans/dajiankang-2022-2024/matrix/", all: /\/matrix\/$/, says: "column" },
  news: { at: "updates/2024/news-wuyue-jinzhan/", all: /^updates\/\d{4}\/[^/]+\/$/, says: "article" },
  bulletin: { at: "updates/2024/bulletin-05/" },
  guide: { at: "pages/guide/", all: /^pages\/[^/]+\/$/, says: "article" },
  "annual report": { at: "pages/annual-report-2023/" },
  components: { at: "pages/components/" },
  project: { at: "projects/2022-018/", all: /^projects\/\d{4}-\d{3}\/$/, says: "article" },
  carrier: { at: "carriers/yunxi-yiliao-chuangxingang/", all: /^carriers\/[^/]+\/$/, says: "article" },
  roster: { at: "rosters/dajiankang/", all: /^rosters\/[^/]+\/$/, says: "article" },
  "former roster": { at: "rosters/dajiankang-2022/" },
  list: { at: "documents/", all: /^(documents|plans|updates)\/(\d{4}\/)?(page\/\d+\/)?$/, says: "column" },
  year: { at: "documents/year/2024/", all: /^(documents|plans|updates|projects)\/year\/\d{4}\/(page\/\d+\/)?$/, says: "column" },
  projects: { at: "projects/", all: /^projects\/(page\/\d+\/)?$/, says: "column" },
  stage: { at: "projects/stage/开工/", all: /^projects\/stage\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  offers: { at: "projects/offers/", all: /^projects\/offers\/$/, says: "column" },
  figures: { at: "projects/figures/", all: /^projects\/figures\/$/, says: "column" },
  month: { at: "projects/month/2024-04/", all: /^projects\/month\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  carriers: { at: "carriers/", all: /^carriers\/$/, says: "column" },
  rosters: { at: "rosters/", all: /^rosters\/$/, says: "column" },
  column: { at: "pages/", all: /^pages\/$/, says: "column" },
  units: { at: "units/", all: /^units\/$/, says: "column" },
  unit: { at: "units/weijian/", all: /^units\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  register: { at: "topics/", all: /^(topics|industries|locations|lists)\/$/, says: "column" },
  topic: { at: "topics/yanglao/", all: /^topics\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  industry: { at: "industries/医疗器械/", all: /^industries\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  place: { at: "locations/云溪高新区/", all: /^locations\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  "named list": { at: "lists/2024年度重点项目/", all: /^lists\/[^/]+\/(page\/\d+\/)?$/, says: "column" },
  data: { at: "data/", all: /^data\/$/, says: "column" },
  dataset: { at: "data/projects/", all: /^data\/[^/]+\/$/, says: "column" },
  "site map": { at: "sitemap/", all: /^sitemap\/$/, says: "column" },
  search: { at: "search/?q=养老服务", all: /^search\/$/, says: "column" },
  "not found": { at: "404.html", all: /^404\.html$/, says: "site" },
  redirect: { says: "nothing" },
};

/** An address of each kind that can be looked at. */
export const PAGES = Object.fromEntries(Object.entries(KINDS).filter(([, { at }]) => at !== undefined).map(([name, { at }]) => [name, at]));
