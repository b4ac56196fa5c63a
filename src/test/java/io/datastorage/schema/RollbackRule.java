package io.datastorage.schema;

import liquibase.changelog.ChangeSet;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Comment;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import java.io.InputStream;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;

/** A changeset says how it is undone, or, before an empty rollback, why it need not be. Liquibase drops comments. */
final class RollbackRule {
    private RollbackRule() {}

    static boolean holds(ChangeSet changeSet) throws Exception {
        NodeList rollbacks = element(changeSet).getElementsByTagName("rollback");
        return rollbacks.getLength() == 1 && (!rollbacks.item(0).getTextContent().isBlank()
                || rollbacks.item(0).getChildNodes().getLength() > 0 || before(rollbacks.item(0)) instanceof Comment);
    }

    private static @Nullable Node before(Node node) {
        Node before = node.getPreviousSibling();
        while (before != null && before.getNodeType() == Node.TEXT_NODE) {
            before = before.getPreviousSibling();
        }
        return before;
    }

    private static Element element(ChangeSet changeSet) throws Exception {
        try (InputStream file = RollbackRule.class.getResourceAsStream("/" + changeSet.getFilePath())) {
            NodeList all = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(Objects.requireNonNull(file, changeSet.getFilePath())).getElementsByTagName("changeSet");
            for (int i = 0; i < all.getLength(); i++) {
                if (all.item(i) instanceof Element element && element.getAttribute("id").equals(changeSet.getId())) {
                    return element;
                }
            }
        }
        throw new IllegalStateException(changeSet.getId() + " is not in " + changeSet.getFilePath());
    }
}
