using System.Text.RegularExpressions;

namespace CommandCenter.Plan.Reading;

/// <summary>Secrets are never in the plan: credential fields name them, and nothing else may.</summary>
internal static partial class Secrets
{
    public static PlanScalar<string> Reference { get; } = new(
        "${env:CC_SECRET_NAME} or ${file:NAME}, never the secret itself",
        (string text, out string value) => ReferenceText().IsMatch(value = text),
        "",
        Secret: true);

    /// <summary>A user name may stand in clear.</summary>
    public static PlanScalar<string> ReferenceOrName { get; } = new(
        "${env:CC_SECRET_NAME}, ${file:NAME}, or a user name",
        (string text, out string value) =>
            ReferenceText().IsMatch(value = text) || (text.Length is >= 1 and <= 200 && !text.Contains("${", StringComparison.Ordinal) && !text.Any(char.IsControl)),
        "",
        Secret: true);

    /// <summary>Reports every <c>${…}</c> that stands outside a credential field.</summary>
    public static void RefuseElsewhere(MapNode root, PlanProblems problems) => Walk(root, "", problems);

    private static void Walk(PlanNode node, string path, PlanProblems problems)
    {
        switch (node)
        {
            case ScalarNode scalar when scalar.Text.Contains("${", StringComparison.Ordinal) && !CredentialField().IsMatch(path):
                problems.Add(scalar.Line, path, PlanProblems.Show(scalar.Text), "${…} only in sources[].http.auth.token, user, password, sources[].sql.user, password, sources[].push.secrets, targets[].auth.token, user, password, actuators[].webhook.secret notifications.webhooks[].secret, notifications.digests[].secret, notifications.mail.user, password and alerts.channels[].url");
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Walk(list.Items[i], $"{path}[{i}]", problems);
                }

                break;
            case MapNode map:
                foreach (var entry in map.Entries)
                {
                    Walk(entry.Value, path.Length == 0 ? entry.Key : path + "." + entry.Key, problems);
                }

                break;
        }
    }

    [GeneratedRegex("^\\$\\{(env:CC_SECRET_[A-Z0-9_]{1,100}|file:[A-Za-z0-9][A-Za-z0-9._-]{0,100})\\}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReferenceText();

    [GeneratedRegex("^sources\\[[0-9]+\\]\\.(http\\.auth\\.(token|user|password)|sql\\.(user|password)|(push|hints)\\.secrets\\[[0-9]+\\])\\z|^targets\\[[0-9]+\\]\\.auth\\.(token|user|password)\\z|^actuators\\[[0-9]+\\]\\.webhook\\.secret\\z|^notifications\\.((webhooks|digests)\\[[0-9]+\\]\\.secret|mail\\.(user|password))\\z|^alerts\\.channels\\[[0-9]+\\]\\.url\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CredentialField();
}
