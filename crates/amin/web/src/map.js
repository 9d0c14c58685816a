/** A point picked on a map of districts fills the two number fields beneath it; without the script they are typed.
 *  `svg[data-map]` carries `data-west`, `data-east`, `data-south`, `data-north` (degrees) and `data-latitude`, `data-longitude` (ids of the fields). */
export function mapPoints(on) {
  on("click", "svg[data-map]", (map, event) => {
    const to = map.getScreenCTM();
    if (!to) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(to.inverse());
    const { x, y, width, height } = map.viewBox.baseVal;
    const { west, east, south, north } = map.dataset;
    const across = (point.x - x) / width;
    const down = (point.y - y) / height;
    if (across < 0 || across > 1 || down < 0 || down > 1) return;
    document.getElementById(map.dataset.longitude).value = (Number(west) + across * (east - west)).toFixed(5);
    document.getElementById(map.dataset.latitude).value = (Number(north) - down * (north - south)).toFixed(5);
    let mark = map.querySelector(".map-point");
    if (!mark) {
      mark = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      mark.setAttribute("class", "map-point");
      mark.setAttribute("r", String(width / 60));
      map.append(mark);
    }
    mark.setAttribute("cx", String(point.x));
    mark.setAttribute("cy", String(point.y));
  });
}
