using System.Globalization;
using System.Text.Json;
using CommandCenter.Plan;
using CommandCenter.Sources.Http;
using CommandCenter.Sources.Mapping;

namespace CommandCenter.Intake.Targets;

/// <summary>What an answer means: a status that the plan names decides, then the word that it names, then the status as usual.</summary>
internal sealed class AnswerRules
{
    private static readonly AnswerErrors usualReasons = new([.. new[] { "$.error", "$.errors", "$.detail", "$.message", "$.title", "$.reason" }.Select(Compile)]);

    private readonly Dictionary<int, TargetOutcome> statuses = [];
    private readonly Dictionary<string, TargetOutcome> words = new(StringComparer.Ordinal);
    private readonly JsonPath? path;
    private readonly AnswerErrors? reason;
    private readonly bool namesDone;

    public AnswerRules(TargetAnswers answers)
    {
        path = answers.Path is { } word ? Compile(word) : null;
        reason = answers.Reason is { } why ? new AnswerErrors([Compile(why)]) : null;
        Name(answers.Done, TargetOutcome.Done);
        Name(answers.TooLate, TargetOutcome.TooLate);
        Name(answers.Refused, TargetOutcome.Refused);
        namesDone = answers.Done.Any(d => !IsStatus(d, out _));
    }

    /// <summary>Whether the answer's document is looked at; else its body is read and dropped.</summary>
    public bool NeedsDocument(int status) => path is not null || !IsGood(status);

    /// <summary>Null when the answer leaves open what happened.</summary>
    /// <param name="document">Null when the body is no JSON.</param>
    public TargetOutcome? Judge(int status, JsonDocument? document)
    {
        if (statuses.TryGetValue(status, out var named))
        {
            return named;
        }

        var word = path is not null && document is not null && path.TryFind(document.RootElement, out var found) && JsonScalar.TryRead(found, out var text, out _) ? text : null;
        if (word is not null && words.TryGetValue(word, out var meant))
        {
            return meant;
        }

        if (IsGood(status))
        {
            // where the plan names the words of success, another word is none; and what cannot be read says nothing
            return path is null || (!namesDone && document is not null) ? TargetOutcome.Done : null;
        }

        return status is >= 400 and < 500 and not (408 or 425 or 429) ? TargetOutcome.Refused : null;
    }

    /// <summary>The target's own words, as they came; null when it gave none.</summary>
    public string? ReasonOf(JsonDocument? document) => document is null ? null : reason?.FindWhole(document.RootElement) ?? usualReasons.FindWhole(document.RootElement);

    private static bool IsGood(int status) => status / 100 == 2;

    private static JsonPath Compile(string text) => JsonPath.TryParse(text, out var compiled, out var error) ? compiled : throw new ArgumentException($"{text}: {error}", nameof(text));

    private static bool IsStatus(string word, out int status) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 200 and < 600;

    private void Name(IReadOnlyList<string> named, TargetOutcome outcome)
    {
        foreach (var word in named)
        {
            words[word] = outcome;
            if (IsStatus(word, out var status))
            {
                statuses[status] = outcome;
            }
        }
    }
}
