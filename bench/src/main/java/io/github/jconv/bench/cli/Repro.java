package io.github.jconv.bench.cli;

import java.util.ArrayList;
import java.util.List;

/** The command line that a record keeps: what starts such a run, without what each measure adds for itself. */
final class Repro {

    private Repro() {}

    static List<String> words(List<String> typed) {
        List<String> words = new ArrayList<>(List.of("bench"));
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            if (List.of("--layer", "--output", "--note").contains(word)) {
                i++;
            } else if (!word.matches("bench|--debug|--(layer|output|note)=.*")) {
                words.add(word);
            }
        }
        return words;
    }
}
