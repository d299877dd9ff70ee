using System.Reflection;

namespace Streaq.Analyzers;

/// <summary>The page of a rule in the project's documentation.</summary>
internal static class HelpLink
{
    private static readonly string Address = typeof(HelpLink).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key is "ProjectAddress").Value!;

    public static string For(string rule) => $"{Address}/blob/main/docs/analyzers/{rule}.md";
}
