namespace CommandCenter.Identity.Administration;

/// <summary>Registers what this part offers.</summary>
internal static class AdministrationRegistration
{
    public static void AddAdministration(this IServiceCollection services)
    {
        // no scoped services: a circuit's scope lasts as long as its page, and so would a database context in it
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<PeopleChange>();
        services.AddSingleton(sp => new ManagePeople(sp.GetRequiredService<PeopleChange>(), sp.GetRequiredService<PasswordRules>(), Normalizer, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(sp => new ManageTokens(sp.GetRequiredService<PeopleChange>(), Normalizer, sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ManageSessions>();
        services.AddSingleton<Account.OwnAccount>();
        services.AddSingleton<PeopleLists>();
    }

    private static Microsoft.AspNetCore.Identity.UpperInvariantLookupNormalizer Normalizer { get; } = new();
}
