using CommandCenter.Access;

namespace CommandCenter.Identity.Oidc;

/// <summary>One value of the role claim and the role that it gives.</summary>
public sealed record OidcRole
{
    /// <summary>Compared exactly.</summary>
    public string Value { get; init; } = "";

    /// <summary>A name of <see cref="Access.Role"/>.</summary>
    public string Role { get; init; } = "";
}

/// <summary>The section <c>CommandCenter:Identity:Oidc</c>: an identity provider beside the local accounts. Absent = none.</summary>
public sealed record OidcSettings
{
    public const string Section = "CommandCenter:Identity:Oidc";

    private static readonly string[] Known = [nameof(Authority), nameof(ClientId), nameof(ClientSecret), nameof(Name), nameof(RoleClaim), nameof(NameClaim), nameof(RoleMap), nameof(Scopes), nameof(SessionHours)];

    /// <summary>The issuer's address, such as <c>https://login.example/realms/retail</c>; https, or http on this machine.</summary>
    public string Authority { get; init; } = "";
    public string ClientId { get; init; } = "";

    /// <summary>A reference, <c>${env:CC_SECRET_NAME}</c> or <c>${file:NAME}</c>; empty for a public client, which PKCE alone protects.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>What people call the provider: "Sign in with …". 1 to 40 characters.</summary>
    public string Name { get; init; } = "your organisation";

    /// <summary>The claim, of the id token or of userinfo, that holds groups or roles; a text or a list of texts.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>The claim that reads best as a name. It identifies nobody.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>Which value gives which role; a value that is not listed gives nothing.</summary>
    public IReadOnlyList<OidcRole> RoleMap { get; init; } = [];

    /// <summary>Asked for besides <c>openid</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["profile"];

    /// <summary>1 to 24.</summary>
    public int SessionHours { get; init; } = 8;

    public bool IsConfigured { get; init; }

    /// <summary>What the settings hold, and every reason why they cannot be used, each with its key.</summary>
    public static (OidcSettings Settings, IReadOnlyList<string> Problems) Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(Section);
        if (!section.Exists()) return (new OidcSettings(), []);
        var problems = section.GetChildren().Where(c => !Known.Contains(c.Key, StringComparer.OrdinalIgnoreCase)).Select(c => $"{Section}:{c.Key} is not known; known are {string.Join(", ", Known)}.").ToList();
        OidcSettings settings;
        try
        {
            var scopes = section.GetSection(nameof(Scopes)).Get<string[]>();
            settings = new OidcSettings
            {
                Authority = section[nameof(Authority)]?.Trim() ?? "", ClientId = section[nameof(ClientId)] ?? "", ClientSecret = section[nameof(ClientSecret)] ?? "",
                Name = section[nameof(Name)] ?? "your organisation", RoleClaim = section[nameof(RoleClaim)] ?? "roles", NameClaim = section[nameof(NameClaim)] ?? "preferred_username",
                RoleMap = section.GetSection(nameof(RoleMap)).Get<OidcRole[]>() ?? [], Scopes = scopes ?? ["profile"], SessionHours = section.GetValue(nameof(SessionHours), 8), IsConfigured = true,
            };
        }
        catch (InvalidOperationException e)
        {
            return (new OidcSettings(), [.. problems, $"{Section}: {e.Message}"]);
        }

        problems.AddRange(settings.Problems());
        return (settings with { IsConfigured = problems.Count == 0 }, problems);
    }

    /// <summary>The roles that the values of the role claim give.</summary>
    public IReadOnlySet<Role> RolesOf(IEnumerable<string> values)
    {
        var given = values.ToHashSet(StringComparer.Ordinal);
        return RoleMap.Where(m => given.Contains(m.Value)).Select(m => Enum.Parse<Role>(m.Role)).ToHashSet();
    }

    private IEnumerable<string> Problems()
    {
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback))
            || authority.Query.Length > 0 || authority.Fragment.Length > 0 || authority.UserInfo.Length > 0)
            yield return $"{Section}:{nameof(Authority)} is '{Authority}'; allowed is the issuer's address with https (http only on this machine), without user, query and fragment.";
        if (ClientId.Length is < 1 or > 256) yield return $"{Section}:{nameof(ClientId)} is missing; it is what the provider calls this product, 1 to 256 characters.";
        // the value itself may be a secret in the wrong place: never repeated
        if (ClientSecret.Length > 0 && !(ClientSecret.StartsWith("${env:", StringComparison.Ordinal) || ClientSecret.StartsWith("${file:", StringComparison.Ordinal)))
            yield return $"{Section}:{nameof(ClientSecret)} holds a value; allowed is a reference, ${{env:CC_SECRET_NAME}} or ${{file:NAME}}, or nothing for a public client.";
        if (Name.Trim().Length is < 1 or > 40 || Name.Any(char.IsControl)) yield return $"{Section}:{nameof(Name)} has {Name.Length} characters; allowed are 1 to 40, on one line.";
        if (RoleClaim.Length is < 1 or > 200) yield return $"{Section}:{nameof(RoleClaim)} is empty; it names the claim that holds groups or roles.";
        if (NameClaim.Length is < 1 or > 200) yield return $"{Section}:{nameof(NameClaim)} is empty; it names the claim that reads best as a name.";
        if (RoleMap.Count is < 1 or > 200) yield return $"{Section}:{nameof(RoleMap)} has {RoleMap.Count} entries; 1 to 200 are needed, each with Value and Role: without any nobody could do anything.";
        for (var i = 0; i < RoleMap.Count; i++)
        {
            if (RoleMap[i].Value.Length is < 1 or > 500) yield return $"{Section}:{nameof(RoleMap)}:{i}:Value is empty; it is a value of the claim {RoleClaim}, 1 to 500 characters.";
            if (!Enum.GetNames<Role>().Contains(RoleMap[i].Role, StringComparer.Ordinal)) yield return $"{Section}:{nameof(RoleMap)}:{i}:Role is '{RoleMap[i].Role}'; roles are {string.Join(", ", Enum.GetNames<Role>())}.";
        }

        if (SessionHours is < 1 or > 24) yield return $"{Section}:{nameof(SessionHours)} is {SessionHours}; allowed are 1 to 24.";
        foreach (var scope in Scopes.Where(s => s.Length is < 1 or > 100 || s.Any(c => c <= ' ' || c > '~'))) yield return $"{Section}:{nameof(Scopes)} has '{scope}'; a scope is one word.";
    }
}
