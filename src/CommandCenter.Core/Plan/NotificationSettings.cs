namespace CommandCenter.Plan;

/// <summary>Section <c>notifications</c> of the plan.</summary>
/// <param name="Webhooks">Who is told of commands, each on its own.</param>
public sealed record NotificationSettings(IReadOnlyList<WebhookDefinition> Webhooks)
{
    /// <summary>Nobody is told.</summary>
    public static NotificationSettings None { get; } = new([]);
}

/// <summary>An address that is told of entries of the decision log.</summary>
/// <param name="Id">Kebab-case, unique; part of what is signed, and the name of its place in the log.</param>
/// <param name="Secret">Reference of the key that deliveries are signed with.</param>
/// <param name="Commands">Commands that it is told of; empty = all.</param>
/// <param name="Timeout">For one delivery, 100 ms to 30 s.</param>
public sealed record WebhookDefinition(string Id, string Url, string Secret, IReadOnlyList<string> Commands, TimeSpan Timeout);
