//! The order in which ECMA-376 (transitional) wants the children of an element, and a reader that holds a part to it.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element read back.
#[derive(Debug, Default)]
pub struct Node {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    pub text: String,
}

impl Node {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|it| it.name == name)
    }

    /// The element at the end of a path of names.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    /// Every element of this name, in the order of the document.
    pub fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let mut found = Vec::new();
        let mut walk = vec![self];
        while let Some(node) = walk.pop() {
            if node.name == name {
                found.push(node);
            }
            walk.extend(node.children.iter().rev());
        }
        found
    }

    /// The text a reader sees: line breaks as newlines.
    pub fn shown(&self) -> String {
        match self.name.as_str() {
            "w:t" => self.text.clone(),
            "w:br" => "\n".to_owned(),
            _ => self.children.iter().map(Self::shown).collect(),
        }
    }
}

/// Reads a part.
pub fn parse(text: &str) -> Node {
    let mut reader = Reader::from_str(text);
    let mut stack = vec![Node::default()];
    loop {
        let event = reader.read_event().unwrap();
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                let attributes = start.attributes().map(|it| {
                    let it = it.unwrap();
                    let value = quick_xml::escape::unescape(&it.value).unwrap().into_owned();
                    (it.key.as_ref().to_owned(), value)
                });
                let name = start.name().as_ref().to_owned();
                stack.push(Node { name, attributes: attributes.collect(), ..Node::default() });
                if matches!(event, Event::Empty(_)) {
                    close(&mut stack);
                }
            }
            Event::End(_) => close(&mut stack),
            Event::Text(text) => stack.last_mut().unwrap().text.push_str(&text.xml10_content()),
            Event::GeneralRef(it) => {
                let text = match it.resolve_char_ref().unwrap() {
                    Some(it) => it.to_string(),
                    None => quick_xml::escape::resolve_predefined_entity(&it).unwrap().to_owned(),
                };
                stack.last_mut().unwrap().text.push_str(&text);
            }
            Event::Eof => break,
            Event::Decl(_) => {}
            other => panic!("{other:?} has no place in a part"),
        }
    }
    assert_eq!(stack.len(), 1, "an element is not closed");
    let mut root = stack.pop().unwrap();
    assert_eq!(root.children.len(), 1, "a part has one root");
    root.children.pop().unwrap()
}

fn close(stack: &mut Vec<Node>) {
    let node = stack.pop().unwrap();
    stack.last_mut().unwrap().children.push(node);
}

/// Children of an element in the order of the schema; `*` before a name that may stand more than once. A name that
/// begins with `|` may stand at any place among its neighbours that do (a choice).
type Sequence = (&'static str, &'static [&'static str]);

const SEQUENCES: &[Sequence] = &[
    ("w:document", &["w:background", "w:body"]),
    ("w:body", &["|w:p", "|w:tbl", "w:sectPr"]),
    ("w:ftr", &["|w:p", "|w:tbl"]),
    ("w:p", &["w:pPr", "|w:r"]),
    ("w:r", &["w:rPr", "|w:t", "|w:br", "|w:tab", "|w:fldChar", "|w:instrText"]),
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:framePr",
            "w:widowControl",
            "w:numPr",
            "w:suppressLineNumbers",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:suppressAutoHyphens",
            "w:kinsoku",
            "w:wordWrap",
            "w:overflowPunct",
            "w:topLinePunct",
            "w:autoSpaceDE",
            "w:autoSpaceDN",
            "w:bidi",
            "w:adjustRightInd",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:contextualSpacing",
            "w:mirrorIndents",
            "w:suppressOverlap",
            "w:jc",
            "w:textDirection",
            "w:textAlignment",
            "w:textboxTightWrap",
            "w:outlineLvl",
            "w:divId",
            "w:cnfStyle",
            "w:rPr",
            "w:sectPr",
            "w:pPrChange",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle",
            "w:rFonts",
            "w:b",
            "w:bCs",
            "w:i",
            "w:iCs",
            "w:caps",
            "w:smallCaps",
            "w:strike",
            "w:dstrike",
            "w:outline",
            "w:shadow",
            "w:emboss",
            "w:imprint",
            "w:noProof",
            "w:snapToGrid",
            "w:vanish",
            "w:webHidden",
            "w:color",
            "w:spacing",
            "w:w",
            "w:kern",
            "w:position",
            "w:sz",
            "w:szCs",
            "w:highlight",
            "w:u",
            "w:effect",
            "w:bdr",
            "w:shd",
            "w:fitText",
            "w:vertAlign",
            "w:rtl",
            "w:cs",
            "w:em",
            "w:lang",
            "w:eastAsianLayout",
            "w:specVanish",
            "w:oMath",
        ],
    ),
    ("w:tabs", &["*w:tab"]),
    ("w:tbl", &["w:tblPr", "w:tblGrid", "*w:tr"]),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblpPr",
            "w:tblOverlap",
            "w:bidiVisual",
            "w:tblStyleRowBandSize",
            "w:tblStyleColBandSize",
            "w:tblW",
            "w:jc",
            "w:tblCellSpacing",
            "w:tblInd",
            "w:tblBorders",
            "w:shd",
            "w:tblLayout",
            "w:tblCellMar",
            "w:tblLook",
            "w:tblCaption",
            "w:tblDescription",
        ],
    ),
    ("w:tblBorders", &["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]),
    ("w:tblCellMar", &["w:top", "w:left", "w:bottom", "w:right"]),
    ("w:tblGrid", &["*w:gridCol"]),
    ("w:tr", &["w:tblPrEx", "w:trPr", "*w:tc"]),
    // A choice in the schema; one order all the same.
    ("w:trPr", &["w:cnfStyle", "w:gridBefore", "w:gridAfter", "w:cantSplit", "w:trHeight", "w:tblHeader", "w:jc"]),
    ("w:tc", &["w:tcPr", "|w:p", "|w:tbl"]),
    (
        "w:tcPr",
        &[
            "w:cnfStyle",
            "w:tcW",
            "w:gridSpan",
            "w:hMerge",
            "w:vMerge",
            "w:tcBorders",
            "w:shd",
            "w:noWrap",
            "w:tcMar",
            "w:textDirection",
            "w:tcFitText",
            "w:vAlign",
            "w:hideMark",
        ],
    ),
    (
        "w:sectPr",
        &[
            "*w:headerReference",
            "*w:footerReference",
            "w:footnotePr",
            "w:endnotePr",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:paperSrc",
            "w:pgBorders",
            "w:lnNumType",
            "w:pgNumType",
            "w:cols",
            "w:formProt",
            "w:vAlign",
            "w:noEndnote",
            "w:titlePg",
            "w:textDirection",
            "w:bidi",
            "w:rtlGutter",
            "w:docGrid",
        ],
    ),
    ("w:styles", &["w:docDefaults", "w:latentStyles", "*w:style"]),
    ("w:docDefaults", &["w:rPrDefault", "w:pPrDefault"]),
    ("w:rPrDefault", &["w:rPr"]),
    ("w:pPrDefault", &["w:pPr"]),
    (
        "w:style",
        &[
            "w:name",
            "w:aliases",
            "w:basedOn",
            "w:next",
            "w:link",
            "w:autoRedefine",
            "w:hidden",
            "w:uiPriority",
            "w:semiHidden",
            "w:unhideWhenUsed",
            "w:qFormat",
            "w:locked",
            "w:personal",
            "w:rsid",
            "w:pPr",
            "w:rPr",
            "w:tblPr",
            "w:trPr",
            "w:tcPr",
            "w:tblStylePr",
        ],
    ),
    ("w:fonts", &["*w:font"]),
    (
        "w:font",
        &["w:altName", "w:panose1", "w:charset", "w:family", "w:notTrueType", "w:pitch", "w:sig", "w:embedRegular"],
    ),
    (
        "w:settings",
        &[
            "w:writeProtection",
            "w:view",
            "w:zoom",
            "w:bordersDoNotSurroundHeader",
            "w:bordersDoNotSurroundFooter",
            "w:gutterAtTop",
            "w:hideSpellingErrors",
            "w:hideGrammaticalErrors",
            "w:documentProtection",
            "w:defaultTabStop",
            "w:evenAndOddHeaders",
            "w:drawingGridVerticalSpacing",
            "w:characterSpacingControl",
            "w:updateFields",
            "w:footnotePr",
            "w:endnotePr",
            "w:compat",
            "w:rsids",
            "w:themeFontLang",
            "w:clrSchemeMapping",
            "w:decimalSymbol",
            "w:listSeparator",
        ],
    ),
    (
        "w:compat",
        &[
            "w:spaceForUL",
            "w:balanceSingleByteDoubleByteWidth",
            "w:doNotLeaveBackslashAlone",
            "w:ulTrailSpace",
            "w:doNotExpandShiftReturn",
            "w:adjustLineHeightInTable",
            "w:useFELayout",
            "*w:compatSetting",
        ],
    ),
];

/// Everything in `root` that the schema does not allow: an element out of order, twice, unknown, or empty where it must not be.
pub fn faults(root: &Node) -> Vec<String> {
    let mut faults = Vec::new();
    let mut walk = vec![root];
    while let Some(node) = walk.pop() {
        if let Some((_, sequence)) = SEQUENCES.iter().find(|(name, _)| *name == node.name) {
            in_order(node, sequence, &mut faults);
        } else if !node.children.is_empty() {
            faults.push(format!("{} has children that no table here allows", node.name));
        }
        if !["w:t", "w:instrText"].contains(&node.name.as_str()) && !node.text.trim().is_empty() {
            faults.push(format!("text in {}: {}", node.name, node.text));
        }
        let last = node.children.last().map(|it| it.name.as_str());
        match node.name.as_str() {
            "w:tc" | "w:ftr" if last != Some("w:p") => faults.push(format!("{} does not end with w:p", node.name)),
            "w:body" if last != Some("w:sectPr") => faults.push("no paper at the end of the body".to_owned()),
            "w:tr" | "w:tbl" | "w:tblGrid" if node.children.is_empty() => {
                faults.push(format!("{} is empty", node.name))
            }
            _ => {}
        }
        walk.extend(&node.children);
    }
    faults
}

fn in_order(node: &Node, sequence: &[&str], faults: &mut Vec<String>) {
    let mut at = 0;
    for child in &node.children {
        let bare = |it: &str| it.trim_start_matches(['*', '|']) == child.name;
        let Some(place) = sequence.iter().position(|it| bare(it)) else {
            faults.push(format!("{} in {}", child.name, node.name));
            continue;
        };
        let many = sequence[place].starts_with(['*', '|']);
        let chosen = |it: usize| sequence.get(it).is_some_and(|it| it.starts_with('|'));
        let free =
            chosen(place) && (place.min(at)..=place.max(at)).all(|it| it >= sequence.len() || chosen(it) || it == at);
        if place < at && !free {
            faults.push(format!("{} in {} comes too late", child.name, node.name));
        }
        at = at.max(place + usize::from(!many));
    }
}

#[test]
fn the_checker_sees_what_is_out_of_order() {
    for (text, wrong) in [
        ("<w:pPr><w:pStyle/><w:spacing/><w:jc/></w:pPr>", 0),
        ("<w:pPr><w:jc/><w:spacing/></w:pPr>", 1),
        ("<w:pPr><w:jc/><w:jc/></w:pPr>", 1),
        ("<w:pPr><w:colour/></w:pPr>", 1),
        ("<w:body><w:p/><w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid></w:tbl><w:p/><w:sectPr/></w:body>", 0),
        ("<w:body><w:p/><w:sectPr/><w:p/></w:body>", 2),
        ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", 0),
        ("<w:r><w:t>一</w:t><w:rPr/></w:r>", 1),
        ("<w:tc><w:tcPr/></w:tc>", 1),
        ("<w:style><w:pPr/><w:name/></w:style>", 1),
    ] {
        assert_eq!(faults(&parse(text)).len(), wrong, "{text}: {:?}", faults(&parse(text)));
    }
}
