/* A QR code of a short address, for pages whose build did not know where they would stand. Byte mode, error correction
   L, versions 1 to 5 (one block each, up to 106 bytes), mask 0: all that is needed, and any reader reads it.
   `boardGenQr(text)` gives a drawing, or null for a text that is too long. ES5. */
(function () {
  "use strict";
  /* Per version: codewords in all, and those of error correction. */
  var SIZES = [[26, 7], [44, 10], [70, 15], [100, 20], [134, 26]];
  var EXP = [], LOG = [], QUIET = 4;
  (function () {
    var value = 1;
    for (var i = 0; i < 255; i += 1) {
      EXP[i] = value;
      LOG[value] = i;
      value = value << 1 ^ (value & 128 ? 0x11d : 0);
    }
  })();

  function product(one, other) { return one && other ? EXP[(LOG[one] + LOG[other]) % 255] : 0; }

  function bytesOf(text) {
    return unescape(encodeURIComponent(text)).split("").map(function (sign) { return sign.charCodeAt(0); });
  }

  function dataOf(bytes, room) {
    var nibbles = [4, bytes.length >> 4, bytes.length & 15], words = [], pad = 0;
    bytes.forEach(function (byte) { nibbles.push(byte >> 4, byte & 15); });
    nibbles.push(0);
    for (var i = 0; i < nibbles.length; i += 2) { words.push(nibbles[i] << 4 | nibbles[i + 1]); }
    while (words.length < room) { words.push(pad ? 0x11 : 0xec); pad = 1 - pad; }
    return words;
  }

  function correctionOf(words, count) {
    var generator = [1], rest = words.slice();
    for (var i = 0; i < count; i += 1) {
      var longer = generator.concat(0);
      for (var j = 0; j < generator.length; j += 1) { longer[j + 1] ^= product(generator[j], EXP[i]); }
      generator = longer;
    }
    for (var k = 0; k < count; k += 1) { rest.push(0); }
    for (var at = 0; at < words.length; at += 1) {
      var factor = rest[at];
      for (var step = 0; step < generator.length; step += 1) { rest[at + step] ^= product(generator[step], factor); }
    }
    return rest.slice(words.length);
  }

  function grid(size) {
    var rows = [];
    for (var y = 0; y < size; y += 1) { rows.push([]); }
    return rows;
  }

  /* A square pattern around a middle; `rings` tells which distances from it are dark. */
  function square(rows, x, y, reach, rings) {
    for (var dy = -reach; dy <= reach; dy += 1) {
      for (var dx = -reach; dx <= reach; dx += 1) {
        var far = Math.max(Math.abs(dx), Math.abs(dy));
        if (rows[y + dy] && x + dx >= 0 && x + dx < rows.length) { rows[y + dy][x + dx] = rings.indexOf(far) >= 0 ? 1 : 0; }
      }
    }
  }

  function patterns(version) {
    var size = 17 + 4 * version, rows = grid(size), last = size - 4, i;
    for (i = 0; i < size; i += 1) { rows[6][i] = rows[i][6] = 1 - i % 2; }
    [[3, 3], [last, 3], [3, last]].forEach(function (at) { square(rows, at[0], at[1], 4, [0, 1, 3]); });
    if (version > 1) { square(rows, size - 7, size - 7, 2, [0, 2]); }
    return rows;
  }

  /* Level L and mask 0, as the standard codes them: bit 14 first. */
  function format(rows) {
    var bits = 0x77c4, size = rows.length;
    for (var i = 0; i < 15; i += 1) {
      var bit = bits >> i & 1;
      rows[i < 6 ? i : i < 8 ? i + 1 : size - 15 + i][8] = bit;
      rows[8][i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i] = bit;
    }
    rows[size - 8][8] = 1;
  }

  function place(rows, words) {
    var size = rows.length, at = 0, isUp = true;
    for (var right = size - 1; right > 0; right -= 2) {
      if (right === 6) { right = 5; }
      for (var i = 0; i < size; i += 1) {
        for (var j = 0; j < 2; j += 1) {
          var x = right - j, y = isUp ? size - 1 - i : i;
          if (rows[y][x] === undefined) {
            var bit = at < words.length * 8 ? words[at >> 3] >> 7 - (at & 7) & 1 : 0;
            rows[y][x] = (x + y) % 2 === 0 ? 1 - bit : bit;
            at += 1;
          }
        }
      }
      isUp = !isUp;
    }
  }

  function modules(text) {
    var bytes = bytesOf(text), version = 1;
    while (version <= SIZES.length && bytes.length > SIZES[version - 1][0] - SIZES[version - 1][1] - 2) { version += 1; }
    if (version > SIZES.length) { return null; }
    var size = SIZES[version - 1], words = dataOf(bytes, size[0] - size[1]), rows = patterns(version);
    format(rows);
    place(rows, words.concat(correctionOf(words, size[1])));
    return rows;
  }

  function drawing(text) {
    var rows = modules(text), path = "", space = "http://www.w3.org/2000/svg";
    if (!rows) { return null; }
    rows.forEach(function (row, y) {
      row.forEach(function (isDark, x) { if (isDark) { path += "M" + (x + QUIET) + " " + (y + QUIET) + "h1v1h-1z"; } });
    });
    var edge = rows.length + 2 * QUIET, svg = document.createElementNS(space, "svg");
    svg.setAttribute("class", "qr");
    svg.setAttribute("viewBox", "0 0 " + edge + " " + edge);
    svg.setAttribute("shape-rendering", "crispEdges");
    svg.setAttribute("aria-hidden", "true");
    [["#fff", "M0 0h" + edge + "v" + edge + "H0z"], ["#000", path]].forEach(function (told) {
      var drawn = document.createElementNS(space, "path");
      drawn.setAttribute("fill", told[0]);
      drawn.setAttribute("d", told[1]);
      svg.appendChild(drawn);
    });
    return svg;
  }

  window.boardGenQr = drawing;
  drawing.modules = modules;
})();
