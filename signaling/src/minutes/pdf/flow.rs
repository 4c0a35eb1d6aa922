//! What is on which page? Blocks from top to bottom; a head stays with what follows it, a table row is not torn
//! unless no page could hold it, and the head of a table comes again on every page it reaches.

use super::super::paper::{
    BODY, BOTTOM_MM, Block, Column, Face, LEFT_MM, Line, PAIR, Paper, RIGHT_MM, SMALL, TOP_MM, Table,
};
use super::font::Fonts;
use super::lines::{ASCENT, LEADING, Row, Words, broken};
use super::{MM, PAGE};

const LEFT: f32 = LEFT_MM as f32 * MM;
const RIGHT: f32 = PAGE.0 - RIGHT_MM as f32 * MM;
const TOP: f32 = TOP_MM as f32 * MM;
const BOTTOM: f32 = PAGE.1 - BOTTOM_MM as f32 * MM;
/// Base line of the page number.
const NUMBER: f32 = 12.0 * MM;
const HAIR: f32 = 0.5;
const PADDING: f32 = 4.0;
/// Height of a table's row of one line.
const SMALL_ROW: f32 = SMALL as f32 * LEADING + PADDING;

/// A filled rectangle: lines of tables, and under words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) words: Vec<Words>,
    pub(super) rules: Vec<Rule>,
}

/// Gives the pages of a document away, each when it is full: a long one is never in memory whole.
pub(super) fn lay_out(paper: &Paper, fonts: &Fonts, give: impl FnMut(Sheet)) {
    let mut flow = Flow { fonts, give, given: 0, sheet: Sheet::default(), y: TOP };
    for (n, block) in paper.blocks.iter().enumerate() {
        match block {
            Block::Line(line) => flow.line(line, &paper.blocks[n + 1..]),
            Block::Pair(columns) => flow.pair(columns),
            Block::Table(table) => flow.table(table),
        }
    }
    (flow.give)(flow.sheet);
}

struct Flow<'a, Give> {
    fonts: &'a Fonts,
    give: Give,
    /// Pages that are full.
    given: usize,
    sheet: Sheet,
    y: f32,
}

/// A paragraph, or a cell of a table, broken into lines.
struct Broken {
    rows: Vec<Row>,
    leading: f32,
    size: f32,
    above: f32,
}

impl Broken {
    fn height(&self) -> f32 {
        self.rows.len() as f32 * self.leading
    }

    /// Takes away as many lines as there is room for, at least one.
    fn torn(&mut self, room: f32) -> Broken {
        let fit = ((room / self.leading) as usize).clamp(1, self.rows.len().max(1));
        let rest = self.rows.split_off(fit.min(self.rows.len()));
        Broken { rows: std::mem::replace(&mut self.rows, rest), ..*self }
    }
}

impl<Give: FnMut(Sheet)> Flow<'_, Give> {
    fn broken(&self, line: &Line, width: f32) -> Broken {
        let size = f32::from(line.size);
        Broken {
            rows: broken(line, width, self.fonts),
            leading: size * LEADING,
            size,
            above: f32::from(line.above),
        }
    }

    /// A new page when so much does not fit any more, and the page has something already.
    fn make_room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.turn_over();
        }
    }

    fn turn_over(&mut self) {
        (self.give)(std::mem::take(&mut self.sheet));
        self.given += 1;
        self.y = TOP;
        let number = Line::centred((self.given + 1).to_string(), Face::Plain, BODY);
        let number = self.broken(&number, RIGHT - LEFT);
        let top = NUMBER - number.size * ASCENT;
        self.put(&number, LEFT, top);
    }

    fn line(&mut self, line: &Line, rest: &[Block]) {
        let paragraph = self.broken(line, RIGHT - LEFT);
        let with_it = if line.heads { self.least(rest) } else { 0.0 };
        let whole = if line.heads { paragraph.height() } else { paragraph.leading };
        self.make_room(paragraph.above + whole + with_it);
        if self.y > TOP {
            self.y += paragraph.above;
        }
        for row in paragraph.rows {
            self.make_room(paragraph.leading);
            let one = Broken { rows: vec![row], ..paragraph };
            self.put(&one, LEFT, self.y);
            self.y += one.leading;
        }
    }

    /// The least of what follows a head that must be on its page: the heads below it, and what these head.
    fn least(&self, blocks: &[Block]) -> f32 {
        match blocks {
            [Block::Line(line), rest @ ..] if line.heads => {
                let head = self.broken(line, RIGHT - LEFT);
                head.above + head.height() + self.least(rest)
            }
            [Block::Line(line), ..] => f32::from(line.above) + f32::from(line.size) * LEADING,
            [Block::Table(table), ..] => PADDING + self.least_of_table(table),
            [Block::Pair(_), ..] | [] => 0.0,
        }
    }

    /// Its head, and its first row unless that is torn anyway.
    fn least_of_table(&self, table: &Table) -> f32 {
        let head = row_height(&self.head(table));
        let first = table.rows.first().map_or(0.0, |row| row_height(&self.cells(table, row)));
        if head + first > BOTTOM - TOP { head + SMALL_ROW } else { head + first }
    }

    /// Side by side, and never torn.
    fn pair(&mut self, columns: &[Vec<Line>; 2]) {
        let widths = PAIR.map(|share| (RIGHT - LEFT) * f32::from(share) / 100.0);
        let broken = |n: usize| columns[n].iter().map(|line| self.broken(line, widths[n])).collect();
        let columns: [Vec<Broken>; 2] = [broken(0), broken(1)];
        let height = |lines: &Vec<Broken>| lines.iter().map(|line| line.above + line.height()).sum::<f32>();
        let tallest = columns.iter().map(height).fold(0.0, f32::max);
        self.make_room(tallest);
        for (lines, x) in columns.iter().zip([LEFT, LEFT + widths[0]]) {
            let mut y = self.y;
            for line in lines {
                y += line.above;
                self.put(line, x, y);
                y += line.height();
            }
        }
        self.y += tallest;
    }

    fn table(&mut self, table: &Table) {
        let head = self.head(table);
        self.y += PADDING;
        self.make_room(self.least_of_table(table));
        self.row(table, &head);
        let most = BOTTOM - TOP - row_height(&head);
        for row in &table.rows {
            let mut cells = self.cells(table, row);
            while row_height(&cells) > most {
                let room = self.room_for(table, &head, SMALL_ROW) - PADDING;
                let part: Vec<Broken> = cells.iter_mut().map(|cell| cell.torn(room)).collect();
                self.row(table, &part);
            }
            self.room_for(table, &head, row_height(&cells));
            self.row(table, &cells);
        }
        self.y += PADDING;
    }

    /// A new page under the table's head when so much does not fit any more; how much does.
    fn room_for(&mut self, table: &Table, head: &[Broken], height: f32) -> f32 {
        if self.y + height > BOTTOM {
            self.turn_over();
            self.row(table, head);
        }
        BOTTOM - self.y
    }

    fn head(&self, table: &Table) -> Vec<Broken> {
        table.columns.iter().map(|column| self.cell(column, &column.heading())).collect()
    }

    fn cells(&self, table: &Table, row: &[String]) -> Vec<Broken> {
        let cells = table.columns.iter().zip(row);
        cells.map(|(column, text)| self.cell(column, &column.cell(text))).collect()
    }

    fn cell(&self, column: &Column, line: &Line) -> Broken {
        self.broken(line, width(column) - 2.0 * PADDING)
    }

    fn row(&mut self, table: &Table, cells: &[Broken]) {
        let height = row_height(cells);
        let mut x = LEFT;
        for (column, cell) in table.columns.iter().zip(cells) {
            self.frame(x, self.y, width(column), height);
            self.put(cell, x + PADDING, self.y + PADDING / 2.0);
            x += width(column);
        }
        self.y += height;
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.sheet.rules.extend([
            Rule { x, y, width: width + HAIR, height: HAIR },
            Rule { x, y: y + height, width: width + HAIR, height: HAIR },
            Rule { x, y, width: HAIR, height },
            Rule { x: x + width, y, width: HAIR, height },
        ]);
    }

    /// Draws lines with their top left corner there.
    fn put(&mut self, lines: &Broken, x: f32, y: f32) {
        for (n, row) in lines.rows.iter().enumerate() {
            let baseline = y + n as f32 * lines.leading + lines.size * ASCENT;
            for words in &row.words {
                let placed = Words { x: x + words.x, baseline, ..words.clone() };
                if placed.underlined {
                    let (x, y, width) = (placed.x, baseline + lines.size * 0.15, placed.width);
                    self.sheet.rules.push(Rule { x, y, width, height: HAIR });
                }
                self.sheet.words.push(placed);
            }
        }
    }
}

fn width(column: &Column) -> f32 {
    (RIGHT - LEFT) * f32::from(column.share) / 100.0
}

fn row_height(cells: &[Broken]) -> f32 {
    cells.iter().map(Broken::height).fold(0.0, f32::max) + PADDING
}
