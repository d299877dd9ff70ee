namespace Streaq.Analyzers.Tests.Support;

/// <summary>Completes a context like the generator of System.Text.Json, which does not run in these tests.</summary>
internal static class JsonContexts
{
    public static string Of(string name, string attributes) => $$"""
        {{attributes}}
        internal sealed partial class {{name}} : JsonSerializerContext;

        {{Rest(name)}}
        """;

    /// <summary>The generated part.</summary>
    public static string Rest(string name) => $$"""
        internal sealed partial class {{name}}
        {
            public {{name}}() : base(null)
            {
            }

            public static {{name}} Default { get; } = new();

            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;

            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;
}
