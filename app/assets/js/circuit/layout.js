// Where everything goes: dagre decides, nobody drags.
import { graphlib, layout } from "@dagrejs/dagre";
import { lines } from "./reading.js";

const LINE = 18;
const SMALL = 15;

export function laidOut({ nodes, edges }, measure) {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 36, edgesep: 18, ranksep: 34, marginx: 12, marginy: 12 });
  for (const node of nodes) {
    node.lines = lines(node.label, measure.strong, 170, 3);
    node.times = node.clocks ? lines(node.clocks.replaceAll("\n", ", "), measure.small, 160, 2) : [];
    const wide = Math.max(...node.lines.map(measure.strong), ...node.times.map((line) => measure.small(line) + 20), 60);
    node.width = Math.ceil(wide) + 52;
    node.height = node.lines.length * LINE + node.times.length * SMALL + 20;
    graph.setNode(node.key, { width: node.width, height: node.height });
  }
  for (const edge of edges) {
    edge.lines = lines(edge.label, measure.small, 150, 2);
    const wide = Math.ceil(Math.max(...edge.lines.map(measure.small))) + 10 + (edge.insert ? 28 : 0);
    const high = Math.max(edge.lines.length * SMALL + 6, edge.insert ? 26 : 0);
    const weight = edge.back ? 1 : 3;
    graph.setEdge(edge.from, edge.to, { width: wide, height: high, labelpos: "c", weight, minlen: 1 }, edge.name);
  }
  layout(graph);
  for (const node of nodes) {
    const { x, y } = graph.node(node.key);
    Object.assign(node, { x, y });
  }
  for (const edge of edges) {
    const { points, x, y, width, height } = graph.edge(edge.from, edge.to, edge.name);
    Object.assign(edge, { points, x, y, width, height });
  }
  const { width, height } = graph.graph();
  return { nodes, edges, width: Math.ceil(width), height: Math.ceil(height), bands: bands(nodes) };
}

// Levels as bands, when the drawing keeps them apart; one that crosses another is not drawn.
function bands(nodes) {
  const found = new Map();
  for (const { level, y, height } of nodes) {
    if (level === undefined) continue;
    const band = found.get(level) ?? { level, top: Infinity, bottom: -Infinity };
    band.top = Math.min(band.top, y - height / 2 - 8);
    band.bottom = Math.max(band.bottom, y + height / 2 + 8);
    found.set(level, band);
  }
  const all = [...found.values()];
  const crosses = (one, other) => one !== other && one.top < other.bottom && other.top < one.bottom;
  return all.filter((band) => !all.some((other) => crosses(band, other)));
}

// A line through these points with its corners rounded off: it goes where its words stand.
export function curve(points) {
  const at = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const toward = (from, to) => {
    const long = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const part = Math.min(20, long / 2) / long;
    return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
  };
  let path = `M${at(points[0])}`;
  for (let i = 1; i < points.length - 1; i += 1) {
    path += `L${at(toward(points[i], points[i - 1]))}Q${at(points[i])} ${at(toward(points[i], points[i + 1]))}`;
  }
  return `${path}L${at(points.at(-1))}`;
}

// The head of an arrow, at the end of the line.
export function head(points) {
  const [before, end] = points.slice(-2);
  const long = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [dx, dy] = [(end.x - before.x) / long, (end.y - before.y) / long];
  const corner = (along, across) => `${(end.x - dx * along - dy * across).toFixed(1)} ${(end.y - dy * along + dx * across).toFixed(1)}`;
  return `M${corner(0, 0)}L${corner(9, 4.5)}L${corner(9, -4.5)}Z`;
}
