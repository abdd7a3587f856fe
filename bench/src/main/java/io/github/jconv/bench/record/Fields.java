package io.github.jconv.bench.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jconv.bench.BadInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The keys of a JSON object, each of the kind that is expected.
 *
 * @param json the object
 */
record Fields(JsonNode json) {

    Fields {
        if (!json.isObject()) {
            throw new BadInput("is no JSON object but " + kind(json));
        }
    }

    private JsonNode get(String key) {
        JsonNode value = json.get(key);
        if (value == null) {
            throw new BadInput("lacks the key " + key);
        }
        return value;
    }

    private static BadInput wrong(String key, JsonNode value, String wanted) {
        return new BadInput("has " + kind(value) + " as " + key + " but needs " + wanted);
    }

    private static String kind(JsonNode value) {
        return value.getNodeType().toString().toLowerCase(Locale.ROOT);
    }

    String text(String key) {
        JsonNode value = get(key);
        if (!value.isTextual()) {
            throw wrong(key, value, "text");
        }
        return value.textValue();
    }

    boolean flag(String key) {
        JsonNode value = get(key);
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    int integer(String key) {
        JsonNode value = get(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            throw wrong(key, value, "a whole number");
        }
        return value.intValue();
    }

    /** NaN is written as null. */
    double number(String key) {
        JsonNode value = get(key);
        if (!value.isNumber() && !value.isNull()) {
            throw wrong(key, value, "a number or null");
        }
        return value.isNull() ? Double.NaN : value.doubleValue();
    }

    Fields object(String key) {
        JsonNode value = get(key);
        if (!value.isObject()) {
            throw wrong(key, value, "an object");
        }
        return new Fields(value);
    }

    List<JsonNode> list(String key) {
        JsonNode value = get(key);
        if (!value.isArray()) {
            throw wrong(key, value, "a list");
        }
        List<JsonNode> items = new ArrayList<>();
        value.forEach(items::add);
        return items;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list(key)) {
            if (!item.isTextual()) {
                throw wrong(key, item, "texts");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    /** The texts of an object of texts; none where the key is missing. */
    String textOr(String key, String absent) {
        return json.hasNonNull(key) ? text(key) : absent;
    }
}
