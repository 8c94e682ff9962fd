using System.Globalization;
using CommandCenter.Intake.Targets;
using CommandCenter.Sources.Http;

namespace CommandCenter.Plan.Reading.Sections;

/// <summary>One capability of a target: <c>targets[].create</c> and its fellows.</summary>
internal static class TargetRequestReader
{
    private static readonly string[] AddressNames = ["key", "epoch", "kind"];
    private static readonly string[] BodyNames = ["order", "change", "segment", "key", "epoch", "kind", "isCopy", "copyUntil"];
    private static readonly PlanScalar<string> Word = PlanScalars.TextOf(100);

    private static readonly PlanScalar<string> Method = PlanScalars.Choice(("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH"), ("DELETE", "DELETE"));

    public static PlanShape Shape { get; } = PlanShape.Of("targets[].CAPABILITY", "method", "url", "body", "answers");
    public static PlanShape AnswersShape { get; } = PlanShape.Of("targets[].CAPABILITY.answers", "path", "done", "tooLate", "refused", "reason");

    public static TargetRequest Read(PlanMap map, TargetOperation operation)
    {
        var request = new TargetRequest
        {
            Method = map.Optional("method", Method, "POST"),
            Url = map.Required("url", Url(AddressNames)),
            Body = ReadBody(map),
            Answers = map.Map("answers", AnswersShape) is { } answers ? ReadAnswers(answers) : new TargetAnswers(),
        };
        var whole = operation is TargetOperation.Hold or TargetOperation.Resume or TargetOperation.Block or TargetOperation.Unblock;
        if (!whole && map.Has("url") && !Mentions(request.Url, "key") && !Mentions(request.Body, "key") && !Mentions(request.Body, "order"))
        {
            map.Problem("url", "a request that does not say which order", "{key} in url or body, or {order} in the body");
        }

        return request;
    }

    /// <summary>An address whose host stands there in full: what an order says must never choose where it is sent.</summary>
    public static PlanScalar<string> Url(string[] names) => new(
        "an absolute http or https address without user and password; placeholders, behind the host only: " + string.Join(", ", names.Select(n => "{" + n + "}")),
        (string text, out string value) => HttpReader.IsUrl(value = text, names) && HostIsWhole(text) && OnlyPlain(text, names),
        "http://localhost/");

    private static string? ReadBody(PlanMap map)
    {
        if (PlanJson.Body(map, "body", BodyNames) is not { } body)
        {
            return null;
        }

        if (!TargetBody.TryCompile(body, out _, out var problem))
        {
            map.Problem("body", "a placeholder in the wrong place", problem);
        }

        return body;
    }

    /// <summary>Placeholders here have no formats.</summary>
    private static bool OnlyPlain(string url, string[] names) => !names.Aggregate(url, (text, name) => text.Replace("{" + name + "}", "", StringComparison.Ordinal)).Contains('{', StringComparison.Ordinal);

    private static bool Mentions(string? template, string name) => RequestTemplate.Mentions(template, name);

    private static bool HostIsWhole(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(host).IndexOfAny('/', '?', '#');
        return !url.AsSpan(0, end < 0 ? url.Length : host + end).Contains('{') && !url.Contains('#', StringComparison.Ordinal);
    }

    private static TargetAnswers ReadAnswers(PlanMap map)
    {
        var answers = new TargetAnswers
        {
            Path = map.Optional("path", MappingSyntax.JsonPath),
            Done = map.Set("done", Word),
            TooLate = map.Set("tooLate", Word),
            Refused = map.Set("refused", Word),
            Reason = map.Optional("reason", MappingSyntax.JsonPath),
        };
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, words) in new[] { ("done", answers.Done), ("tooLate", answers.TooLate), ("refused", answers.Refused) })
        {
            foreach (var word in words)
            {
                if (!seen.TryAdd(word, key))
                {
                    map.Problem(key, PlanProblems.Show(word) + " a second time", $"each word once; it stands in {seen[word]} already");
                }

                if (answers.Path is null && !map.Has("path") && !IsStatus(word))
                {
                    map.Problem(key, PlanProblems.Show(word), "an HTTP status from 200 to 599; words need path, the place where they stand in the answer");
                }
            }
        }

        return answers;
    }

    private static bool IsStatus(string word) => word.Length == 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 200 and <= 599;
}
