// Makes sites of any number of documents from a folder of texts: the same ones each time.
import fs from "node:fs";
import path from "node:path";

const UNITS = ["教育局", "财政局", "民政局", "卫生健康局", "工业和信息化局", "住房和城乡建设局", "交通运输局", "农业农村局"];
const STAGES = ["推介", "签约", "开工", "投产"];
/** A document is about this long, in characters. */
const LENGTH = 1300;
const INDUSTRIES = ["生物医药", "医疗器械", "健康养老", "现代农业", "文化旅游"];

/** Titles and paragraphs of documents cut from every text in `folder`, in order of their paths. */
export function texts(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => /\.(md|txt)$/.test(file)).sort();
  return files.flatMap((file) => pieces(fs.readFileSync(path.join(folder, file), "utf8")));
}

/** The documents that a text is cut into between its paragraphs; marks that mean something are left out. */
function pieces(text) {
  const body = text.replace(/^(---|\+\+\+)\n[^]*?\n\1\n/, "");
  const lines = body.split("\n").map((line) => line.replace(/<[^>]*>/g, "").replace(/[<>[\]*_`|{}\\~$#]/g, "").trim());
  const [title, ...paragraphs] = lines.filter((line) => line && !/此件|密级|^.{0,12}[绝机秘]密|^[-=:+]/.test(line));
  const found = [];
  for (const paragraph of paragraphs) {
    const last = found.at(-1);
    if (last && last.length < LENGTH) Object.assign(last, { length: last.length + paragraph.length, paragraphs: [...last.paragraphs, paragraph] });
    else found.push({ title: title.slice(0, 60), length: paragraph.length, paragraphs: [paragraph] });
  }
  return found;
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

const pad = (number) => String(number).padStart(2, "0");
const day = (index) => `${2005 + (index % 20)}-${pad(1 + (index % 12))}-${pad(1 + (index % 28))}`;
const file = (index) => path.join("documents", String(2005 + (index % 20)), `${index}.md`);

/** The document at `index` of a site: each round through the texts has titles of its own. */
function document(corpus, index) {
  const { title, paragraphs } = corpus[index % corpus.length];
  return { title: `${title}（${index + 1}）`.replaceAll('"', ""), body: `${paragraphs.join("\n\n")}\n` };
}

/** A site for gongkai: documents, and a tenth as many projects. */
export function gongkaiSite(root, corpus, count, formats) {
  const output = formats ? '\n[output]\nformats = ["json", "md", "txt"]\n' : "";
  write(path.join(root, "gongkai.toml"), `[site]\ntitle = "云溪区政务公开"\nbase_url = "https://www.example.gov.cn/"\n${output}`);
  for (let index = 0; index < count; index += 1) {
    const { title, body } = document(corpus, index);
    const head = [
      `title = "${title}"`,
      'disclosure = "主动公开"',
      `doc_number = "云政发〔${2005 + (index % 20)}〕${Math.floor(index / 20) + 1}号"`,
      `issuer = ["云溪区${UNITS[index % UNITS.length]}"]`,
      `dated = ${day(index)}`,
      `published = ${day(index)}`,
    ];
    write(path.join(root, "content", file(index)), `+++\n${head.join("\n")}\n+++\n\n${body}`);
  }
  for (let index = 0; index < count / 10; index += 1) {
    const code = `${2005 + (index % 20)}-${String(index + 1).padStart(5, "0")}`;
    const fields = [
      `name = "云溪区${INDUSTRIES[index % INDUSTRIES.length]}项目（${index + 1}）"`,
      `code = "${code}"`,
      'disclosure = "主动公开"',
      `stage = "${STAGES[index % STAGES.length]}"`,
      `industry = "${INDUSTRIES[index % INDUSTRIES.length]}"`,
      `investment = "${1 + (index % 90)}亿元"`,
      `lead_unit = ["云溪区${UNITS[index % UNITS.length]}"]`,
    ];
    write(path.join(root, "content/projects", `${code}.toml`), `${fields.join("\n")}\n`);
  }
}

/** The same documents for Hugo, with a page for each, lists in pages, feeds and a site map, and no style. */
export function hugoSite(root, corpus, count) {
  write(path.join(root, "hugo.toml"), 'baseURL = "https://www.example.gov.cn/"\ntitle = "云溪区政务公开"\n[pagination]\npagerSize = 20\n');
  const layouts = path.join(root, "layouts");
  write(path.join(layouts, "_default/baseof.html"), '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><main data-pagefind-body>{{ block "main" . }}{{ end }}</main></body></html>\n');
  write(path.join(layouts, "_default/single.html"), '{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Date.Format "2006-01-02" }} {{ .Params.issuer }}</p>{{ .Content }}{{ end }}\n');
  write(path.join(layouts, "_default/list.html"), '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}\n');
  for (let index = 0; index < count; index += 1) {
    const { title, body } = document(corpus, index);
    const head = [`title = "${title}"`, `date = ${day(index)}`, `issuer = "云溪区${UNITS[index % UNITS.length]}"`];
    write(path.join(root, "content", file(index)), `+++\n${head.join("\n")}\n+++\n\n${body}`);
  }
}

/** Adds a paragraph to one document: another one in each round. */
export function change(root, count, round) {
  const changed = path.join(root, "content", file(Math.floor(count / 2) + round));
  fs.appendFileSync(changed, `\n第${round + 1}次增加的一段。\n`);
}
