# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/CommandCenter.Web -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# databases, keys and ledgers; mount a volume that outlives the container
RUN mkdir /data && chown "$APP_UID" /data
VOLUME /data
USER $APP_UID
# a container listens to the outside, so there are no demo people unless CommandCenter__Rehearsal__DemoPeopleInContainer=true says so
ENV Urls=http://0.0.0.0:5080 \
    ASPNETCORE_HTTP_PORTS= \
    CommandCenter__Storage__Directory=/data
EXPOSE 5080
ENTRYPOINT ["dotnet", "CommandCenter.Web.dll"]
