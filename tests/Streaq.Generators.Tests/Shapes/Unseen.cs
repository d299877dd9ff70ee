using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Generators.Tests;

/// <summary>Handlers that the generator can't analyze. They are bound at run time, as without it.</summary>
public static class Unseen
{
    public static Task<string> Variable(Rig rig)
    {
        Delegate handler = (int x) => $"{x}";
        return rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, handler));
    }

    public static Task<string> Null(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, null!));

    public static Task<string> VariableOfAType(Rig rig)
    {
        Func<int, string> handler = Shop.Shout;
        return rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, handler));
    }

    public static Task<string> Choice(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(
        Rig.Text, rig is null ? (int x) => $"{x}" : (int x) => $"{x}!"));

    public static Task<string> PrivateService(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, Hidden? hidden) => $"{x} {hidden is null}"));

    public static Task<string> PrivateTypeOfAType(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, List<Hidden[]>? hidden) => $"{x} {hidden is null}"));

    public static Task<string> PrivateResult(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (int x) => new Hidden()));

    public static Task<string> FileLocal(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, Local? local) => $"{x} {local is null}"));

    public static Task<string> TypeParameter(Rig rig) => Generic<Shop>(rig);

    public static Task<string> Virtual(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, new Shop("a").Virtual));

    public static Task<string> Wider(Rig rig) => rig.RunAsync(Rig.Any, 2, streaq => streaq.Map(Rig.Any, (Func<int, object>)Shop.Shout));

    public static Task<string> Extension(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, new Shop("a").Extend));

    public static Task<string> ExtensionWithServices(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, new Shop("a").ExtendBy));

    public static Task<string> ObsoleteType(Rig rig)
    {
#pragma warning disable CS0612
        return OldAsync(rig);
#pragma warning restore CS0612
    }

    public static Task<string> KeyOfAnAttributeOfItsOwn(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, ([North] Shop shop) => shop.Name));

    public static Task<string> Dynamic(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, dynamic? service) => $"{x} {service is null}"));

    public static Task<string> ParamsArray(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, params string[] more) => $"{x} {more.Length}"));

    [Obsolete]
    private static Task<string> OldAsync(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, Gone.Till? till) => $"{x} {till is null}"));

    private static Task<string> Generic<T>(Rig rig) => rig.RunAsync(Rig.Text, 2, streaq => streaq.Map(Rig.Text, (int x, T? service) => $"{x} {service is null}"));

    private sealed class Hidden
    {
        public int Number { get; set; } = 3;
    }

    private sealed class NorthAttribute() : FromKeyedServicesAttribute("north");
}

file sealed class Local;

public static class Extensions
{
    public static string Extend(this Shop shop, int x) => shop.Call(x);

    public static string ExtendBy(this Shop shop, int x, Shop other, IDesk? desk, string end = "!") => $"{shop.Call(x)} {other.Name} {desk is null}{end}";
}

[Obsolete("gone", error: true)]
public sealed class Gone
{
    public sealed class Till;
}
