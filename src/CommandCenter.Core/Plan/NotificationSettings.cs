using CommandCenter.Scorecard.Digests;

namespace CommandCenter.Plan;

/// <summary>Section <c>notifications</c> of the plan.</summary>
/// <param name="Webhooks">Who is told of commands, each on its own.</param>
public sealed record NotificationSettings(IReadOnlyList<WebhookDefinition> Webhooks)
{
    /// <summary>Through which server mail is sent; null = none is.</summary>
    public MailServer? Mail { get; init; }

    /// <summary>Who is sent the day, and when.</summary>
    public IReadOnlyList<DigestOrder> Digests { get; init; } = [];

    /// <summary>Nobody is told.</summary>
    public static NotificationSettings None { get; } = new([]);
}

/// <summary>An address that is told of entries of the decision log.</summary>
/// <param name="Id">Kebab-case, unique; part of what is signed, and the name of its place in the log.</param>
/// <param name="Secret">Reference of the key that deliveries are signed with.</param>
/// <param name="Commands">Commands that it is told of; empty = all.</param>
/// <param name="Timeout">For one delivery, 100 ms to 30 s.</param>
public sealed record WebhookDefinition(string Id, string Url, string Secret, IReadOnlyList<string> Commands, TimeSpan Timeout);

/// <summary>A server that takes mail.</summary>
/// <param name="Host">Name or address; a private one has to be allowed like any other place.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="IsEncrypted">By STARTTLS; the certificate must be valid for <paramref name="Host"/>.</param>
/// <param name="From">The sender's address.</param>
/// <param name="User">Reference or name; null = nobody signs in.</param>
/// <param name="Password">Reference of a secret; null where <paramref name="User"/> is.</param>
/// <param name="Timeout">For one mail, 1 s to 2 min.</param>
public sealed record MailServer(string Host, int Port, bool IsEncrypted, string From, string? User, string? Password, TimeSpan Timeout);

/// <summary>A digest that is sent by itself.</summary>
/// <param name="At">Time of day in the plan's zone; before noon it tells of the day before.</param>
/// <param name="To">Mail addresses; may be empty where there is a webhook.</param>
/// <param name="Url">A webhook; null = none.</param>
/// <param name="Secret">Reference of the key that it is signed with; null where there is none.</param>
public sealed record DigestOrder(DigestAudience Audience, TimeOnly At, IReadOnlyList<string> To, string? Url, string? Secret);
